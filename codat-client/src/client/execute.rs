//! The one loop over attempts.

use std::ops::ControlFlow;
use std::pin::pin;
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use tokio::time::Instant;
use tracing::Instrument as _;
use uuid::Uuid;

use super::attempt::Outlet;
use super::sent_key::SentKey;
use super::transport::Transport;
use super::{Client, Overrides, Prepared, trace};
use crate::deadline::Limits;
use crate::endpoint::{Endpoint, RetryMode};
use crate::error::{Error, History, RequestError, RequestFault, TimeoutScope};
use crate::raw_response::RawResponse;
use crate::request::{IDEMPOTENCY_KEY, Request};
use crate::retry::{
    Backoff, Decision, Failure, KEY_IS_KNOWN, Policy, Progress, Repeatability, Withdrawal,
    is_transient,
};

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
    let mut policy = policy(client, request, overrides);
    let key = match policy.repeatability {
        Repeatability::Keyed => {
            let now = SystemTime::now();
            let key = Box::new(SentKey::new(overrides.idempotency_key.as_deref(), now));
            if key.is_given {
                // It may have been sent before, so that no attempt may come too late.
                policy.total = policy.total.min(key.left(now));
                if key.left(now).is_zero() {
                    return Err(forgotten_key(request.endpoint, key.uuid));
                }
            }
            request
                .headers
                .insert(IDEMPOTENCY_KEY, key_header(key.uuid));
            Some(key)
        }
        Repeatability::Free => None,
    };
    let mut limits = limits(client, overrides, &policy, request.endpoint);
    let mut course = Course::new(client, request, policy, key);
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
            ControlFlow::Continue((wait, withdrawal)) => {
                tokio::time::sleep(wait).await;
                if let Some(error) = course.forgotten(SystemTime::now()) {
                    return Err(error);
                }
                withdrawal.spend();
            }
        }
        if course.needs_its_key() {
            // However long a layer or the credentials hold the repeat back, it isn't sent after that.
            limits.total = limits.total.min(KEY_IS_KNOWN);
        }
        begin = Instant::now();
    }
}

/// How a call has gone so far, and what comes next.
struct Course<'a> {
    client: &'a Client,
    request: &'a Request,
    policy: Policy,
    /// In a box, since it takes room and only writes have one.
    key: Option<Box<SentKey>>,
    progress: Progress,
    /// Whether the server may have executed an attempt, or an earlier call that sent the same key.
    may_have_been_executed: bool,
    /// How the attempt before had failed.
    earlier: Option<Error>,
}

impl<'a> Course<'a> {
    fn new(
        client: &'a Client,
        request: &'a Request,
        policy: Policy,
        key: Option<Box<SentKey>>,
    ) -> Self {
        Self {
            client,
            request,
            policy,
            may_have_been_executed: key.as_ref().is_some_and(|key| key.is_given),
            key,
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
    ) -> ControlFlow<Result<RawResponse, Error>, (Duration, Withdrawal<'a>)> {
        let budget = &self.client.inner.settings.budget;
        let attempts = self.progress.attempts;
        let error = match outcome {
            Ok(mut response) => {
                budget.deposit(attempts);
                response.attempts = attempts;
                response.idempotency_key = self.key.as_ref().map(|key| key.uuid);
                return ControlFlow::Break(Ok(response));
            }
            Err(error) => error,
        };
        self.client.inner.counters.failed_attempt(&error);
        self.progress.elapsed = started.elapsed();
        self.may_have_been_executed |= error.attempt_may_have_been_executed();
        let mut history = History {
            attempts,
            earlier: None,
            may_have_been_executed: self.may_have_been_executed,
            idempotency_key: self.key.as_ref().map(|key| key.uuid),
            budget_spent: false,
        };
        let failure = failure(&error);
        let decision = self.policy.decide(failure, self.progress, fastrand::f64());
        if let Decision::RetryAfter(wait) = decision {
            if let Some(withdrawal) = budget.withdraw() {
                // Of those before only one is kept: a call may make any number of attempts.
                let error = error.with_history(self.request.endpoint, history);
                trace::retry(self.request, &error, attempts, wait);
                self.progress.cut_off |= failure == Failure::Disconnect;
                self.earlier = Some(error);
                return ControlFlow::Continue((wait, withdrawal));
            }
            history.budget_spent = true;
        }
        let budget_spent = history.budget_spent;
        history.earlier = self.earlier.take();
        let error = error.with_history(self.request.endpoint, history);
        if budget_spent {
            trace::beyond_budget(self.request, &error, attempts);
        }
        if error.status().is_some_and(|status| !is_transient(status)) {
            budget.deposit(attempts);
        }
        ControlFlow::Break(Err(error))
    }

    /// Whether a repeat may only be sent as long as the server knows its key.
    fn needs_its_key(&self) -> bool {
        self.key
            .as_ref()
            .is_some_and(|key| key.is_given || self.progress.cut_off)
    }

    /// The end of the call, if the server may have forgotten the key that a repeat would need.
    fn forgotten(&mut self, now: SystemTime) -> Option<Error> {
        let key = self.key.as_ref().filter(|_| self.needs_its_key())?;
        if key.left(now).is_zero() {
            self.earlier.take()
        } else {
            None
        }
    }
}

/// A failed attempt as the retry policy sees it.
fn failure(error: &Error) -> Failure {
    match error {
        Error::Connection(connection) if connection.is_untrusted() => Failure::Final,
        Error::Connection(connection) if connection.is_connect() => Failure::Connect,
        Error::Connection(_) => Failure::Disconnect,
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

/// The end of a call whose key is too old to be sent again.
fn forgotten_key(endpoint: &'static Endpoint, key: Uuid) -> Error {
    let error = Error::from(RequestError::new(endpoint, RequestFault::ForgottenKey));
    error.with_history(endpoint, History::with_given_key(key))
}

fn key_header(key: Uuid) -> HeaderValue {
    #[expect(
        clippy::expect_used,
        reason = "a UUID is written in hexadecimal and dashes"
    )]
    HeaderValue::try_from(key.to_string()).expect("a UUID is a header's value")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ConnectionError;

    #[test]
    fn a_write_that_was_cut_off_ends_with_its_key() {
        let client = Client::offline();
        let request = request(client);
        let policy = policy(client, &request, &Overrides::default());
        let now = SystemTime::now();
        let key = Box::new(SentKey::new(None, now));
        let late = now + KEY_IS_KNOWN;
        let mut course = Course::new(client, &request, policy, Some(key));

        let mut fail = |error: ConnectionError| {
            course.begin_attempt();
            let next = course.after(Err(error.into()), Instant::now());
            assert!(next.is_continue());
            course.forgotten(late)
        };
        assert!(fail(ConnectionError::refused()).is_none());
        let error = fail(ConnectionError::broken()).unwrap();
        assert!(!error.is_connect() && error.may_have_been_executed());
        assert_eq!(error.attempts(), 2);
        // Nothing is in time any more, though the last connection was refused.
        let error = fail(ConnectionError::refused()).unwrap();
        assert!(error.is_connect() && error.may_have_been_executed());
    }

    fn request(client: &Client) -> Request {
        static ENDPOINT: Endpoint = Endpoint::new(http::Method::POST, "test", "/");

        let base_url = client.base_url();
        Request {
            endpoint: &ENDPOINT,
            path: "/".to_owned(),
            query: String::new(),
            url: base_url.join("/", "").unwrap(),
            headers: http::HeaderMap::new(),
            accept: HeaderValue::from_static("*/*"),
            host: base_url.host().clone(),
            body: None,
        }
    }
}
