//! The one loop over attempts.

use std::ops::ControlFlow;
use std::pin::pin;
use std::time::Duration;

use http::HeaderValue;
use tokio::time::Instant;
use tracing::Instrument as _;
use uuid::Uuid;

use super::attempt::Outlet;
use super::transport::Transport;
use super::{Client, Overrides, Prepared, trace};
use crate::deadline::Limits;
use crate::endpoint::{Endpoint, RetryMode};
use crate::error::{Error, RequestError, RequestFault, TimeoutScope};
use crate::raw_response::RawResponse;
use crate::request::{IDEMPOTENCY_KEY, Request};
use crate::retry::{Backoff, Decision, Failure, Policy, Progress, Repeatability};

/// The time of an attempt, where nobody has set one.
const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// Sends a request until it succeeds, fails for good, or its time is up.
///
/// It takes what it sends in a box, so that this isn't moved once more.
pub(crate) async fn execute(mut prepared: Box<Prepared>) -> Result<RawResponse, Error> {
    let Prepared {
        client,
        request,
        overrides,
    } = &mut *prepared;
    let outlet = match &client.inner.transport {
        Transport::Http(outlet) => outlet,
        Transport::Offline => {
            return Err(RequestError::new(request.endpoint, RequestFault::Offline).into());
        }
    };
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(RequestError::new(request.endpoint, RequestFault::NoRuntime).into());
    }
    let counters = &client.inner.counters;
    counters.call();
    let outcome = repeat(outlet, client, request, overrides).await;
    counters.end(&outcome);
    outcome
}

/// The attempts, and the waits between them.
async fn repeat(
    outlet: &Outlet,
    client: &Client,
    request: &mut Request,
    overrides: &Overrides,
) -> Result<RawResponse, Error> {
    let policy = policy(client, request, overrides);
    let limits = limits(client, overrides, &policy, request.endpoint);
    if policy.repeatability == Repeatability::Keyed {
        let key = overrides.idempotency_key.unwrap_or_else(Uuid::new_v4);
        request.headers.insert(IDEMPOTENCY_KEY, key_header(key));
    }
    let mut course = Course::new(client, request, policy);
    // Each look at the clock costs something: the first attempt begins when the call does.
    let mut begin = limits.started;
    loop {
        let number = course.begin_attempt();
        let deadline = limits.of_attempt(begin);
        let outcome = {
            let attempt = outlet.attempt(course.request, number, &deadline);
            let mut attempt = pin!(attempt.instrument(trace::span(course.request, number)));
            let outcome = attempt.as_mut().await;
            trace::record(attempt.span(), &outcome);
            outcome
        };
        match course.after(outcome, limits.started) {
            ControlFlow::Break(end) => return end,
            ControlFlow::Continue(wait) => tokio::time::sleep(wait).await,
        }
        begin = Instant::now();
    }
}

/// How a call has gone so far, and what comes next.
struct Course<'a> {
    client: &'a Client,
    request: &'a Request,
    policy: Policy,
    progress: Progress,
    /// How the attempt before had failed.
    earlier: Option<Error>,
}

impl<'a> Course<'a> {
    fn new(client: &'a Client, request: &'a Request, policy: Policy) -> Self {
        Self {
            client,
            request,
            policy,
            progress: Progress {
                attempts: 0,
                elapsed: Duration::ZERO,
                cut_off: false,
            },
            earlier: None,
        }
    }

    /// The number of the attempt that now begins.
    fn begin_attempt(&mut self) -> u32 {
        self.progress.attempts += 1;
        self.client.inner.counters.attempt(self.progress.attempts);
        self.progress.attempts
    }

    /// The end of the call, or the wait before the next attempt.
    ///
    /// The outcome ends here, so that the call's future has no place for one while it waits.
    fn after(
        &mut self,
        outcome: Result<RawResponse, Error>,
        started: Instant,
    ) -> ControlFlow<Result<RawResponse, Error>, Duration> {
        let budget = &self.client.inner.settings.budget;
        let attempts = self.progress.attempts;
        let error = match outcome {
            Ok(mut response) => {
                budget.deposit(attempts);
                response.attempts = attempts;
                return ControlFlow::Break(Ok(response));
            }
            Err(error) => error.following(attempts, self.earlier.take()),
        };
        self.client.inner.counters.failed_attempt(&error);
        self.progress.elapsed = started.elapsed();
        let failure = failure(&error);
        match self.policy.decide(failure, self.progress, fastrand::f64()) {
            Decision::RetryAfter(_) if !budget.withdraw() => {
                trace::beyond_budget(self.request, &error, attempts);
                ControlFlow::Break(Err(error.beyond_budget()))
            }
            Decision::RetryAfter(wait) => {
                trace::retry(self.request, &error, attempts, wait);
                self.progress.cut_off |= failure == Failure::Connection;
                self.earlier = Some(error);
                ControlFlow::Continue(wait)
            }
            Decision::Stop => ControlFlow::Break(Err(error)),
        }
    }
}

/// A failed attempt as the retry policy sees it.
fn failure(error: &Error) -> Failure {
    match error {
        Error::Connection(connection) if connection.is_untrusted() => Failure::Final,
        Error::Connection(_) => Failure::Connection,
        Error::Timeout(timeout) if timeout.scope() == TimeoutScope::Attempt => {
            Failure::AttemptTimeout
        }
        Error::ErrorMessage(_) | Error::Sdk(_) => match error.status() {
            Some(status) => Failure::Status {
                status,
                retry_after: error.retry_after(),
            },
            None => Failure::Final,
        },
        _ => Failure::Final,
    }
}

/// The times of one call. An attempt has the client's time, unless the call or its endpoint asks for a time of its own:
/// who gives a call five minutes expects that one attempt may take them.
fn limits(client: &Client, overrides: &Overrides, policy: &Policy, endpoint: &Endpoint) -> Limits {
    let own_total = overrides.timeout.or(endpoint.timeout());
    let attempt = overrides
        .attempt_timeout
        .or(client.inner.settings.attempt_timeout)
        .or(own_total)
        .unwrap_or(DEFAULT_ATTEMPT_TIMEOUT);
    Limits {
        started: Instant::now(),
        total: policy.total,
        attempt,
    }
}

/// The policy of one call: its own settings before the endpoint's, and those before the client's.
fn policy(client: &Client, request: &Request, overrides: &Overrides) -> Policy {
    let endpoint = request.endpoint;
    let explicit_key = overrides.idempotency_key.is_some();
    let declared_never = endpoint.retry_mode() == Some(RetryMode::Never);
    let backoff: Option<Backoff> = match &overrides.retries {
        Some(retries) => retries.backoff.clone(),
        None if declared_never => None,
        None => client.inner.settings.retries.backoff.clone(),
    };
    Policy {
        backoff,
        repeatability: Repeatability::of(endpoint, explicit_key),
        total: overrides
            .timeout
            .or(endpoint.timeout())
            .unwrap_or(client.inner.settings.timeout),
    }
}

fn key_header(key: Uuid) -> HeaderValue {
    #[expect(
        clippy::expect_used,
        reason = "a UUID is written in hexadecimal and dashes"
    )]
    HeaderValue::try_from(key.to_string()).expect("a UUID is a header's value")
}
