//! The one loop: attempts, and the waits between them.

use std::time::Duration;

use http::HeaderValue;
use tokio::time::Instant;
use tracing::Instrument as _;
use uuid::Uuid;

use super::attempt::attempt;
use super::transport::Transport;
use super::{Client, Overrides, Prepared, trace};
use crate::endpoint::{Endpoint, RetryMode};
use crate::error::{Error, RequestError, RequestFault, TimeoutError, TimeoutScope};
use crate::raw_response::RawResponse;
use crate::request::{IDEMPOTENCY_KEY, Request};
use crate::retry::{Backoff, Decision, Failure, Policy, Progress, Repeatability};

/// The time of an attempt, where nobody has set one.
const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// The times within which a call has to end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) started: Instant,
    pub(super) total: Duration,
    pub(super) attempt: Duration,
}

impl Limits {
    /// When an attempt that begins now is out of time, and by which of the two limits.
    pub(super) fn of_attempt(&self) -> Deadline {
        let left = self.total.saturating_sub(self.started.elapsed());
        if self.attempt < left {
            Deadline::new(self.attempt, self.attempt, TimeoutScope::Attempt)
        } else {
            Deadline::new(left, self.total, TimeoutScope::Call)
        }
    }
}

/// A point in time, and what to say when it has passed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    /// None is so far away that no clock reaches it.
    pub(super) at: Option<Instant>,
    after: Duration,
    scope: TimeoutScope,
}

impl Deadline {
    fn new(left: Duration, after: Duration, scope: TimeoutScope) -> Self {
        Self {
            at: Instant::now().checked_add(left),
            after,
            scope,
        }
    }

    /// Whether there is no time left at all: polling even once could send something.
    pub(super) fn has_passed(&self) -> bool {
        self.at.is_some_and(|at| at <= Instant::now())
    }

    pub(super) fn error(&self, endpoint: &'static Endpoint) -> Error {
        TimeoutError::of(endpoint, self.scope, self.after).into()
    }
}

/// Sends a request until it succeeds, fails for good, or its time is up.
pub(crate) async fn execute(prepared: Prepared) -> Result<RawResponse, Error> {
    let Prepared {
        client,
        mut request,
        overrides,
    } = prepared;
    let http = match &client.inner.transport {
        Transport::Http(http) => http,
        Transport::Offline => {
            return Err(RequestError::new(request.endpoint, RequestFault::Offline).into());
        }
    };
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(RequestError::new(request.endpoint, RequestFault::NoRuntime).into());
    }
    let policy = policy(&client, &request, &overrides);
    let limits = limits(&client, &overrides, &policy, request.endpoint);
    if policy.repeatability == Repeatability::Keyed {
        let key = overrides.idempotency_key.unwrap_or_else(Uuid::new_v4);
        request.headers.insert(IDEMPOTENCY_KEY, key_header(key));
    }

    let mut progress = Progress {
        attempts: 0,
        elapsed: Duration::ZERO,
        cut_off: false,
    };
    let mut earlier = None;
    loop {
        progress.attempts += 1;
        let span = trace::span(&request, progress.attempts);
        let outcome = attempt(http, &client, &request, limits)
            .instrument(span.clone())
            .await;
        trace::record(&span, &outcome);
        drop(span);

        let attempts = progress.attempts;
        let error = match outcome {
            Ok(response) => {
                return Ok(RawResponse {
                    attempts,
                    ..response
                });
            }
            Err(error) => error.following(attempts, earlier.take()),
        };
        progress.elapsed = limits.started.elapsed();
        let failure = failure(&error);
        match policy.decide(failure, progress, fastrand::f64()) {
            Decision::RetryAfter(wait) => {
                trace::retry(&request, &error, attempts, wait);
                progress.cut_off |= failure == Failure::Connection;
                earlier = Some(error);
                tokio::time::sleep(wait).await;
            }
            Decision::Stop => return Err(error),
        }
    }
}

/// A failed attempt as the retry policy sees it.
fn failure(error: &Error) -> Failure {
    match error {
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
        .or(client.inner.attempt_timeout)
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
        None => client.inner.retries.backoff.clone(),
    };
    Policy {
        backoff,
        repeatability: Repeatability::of(endpoint, explicit_key),
        total: overrides
            .timeout
            .or(endpoint.timeout())
            .unwrap_or(client.inner.timeout),
    }
}

fn key_header(key: Uuid) -> HeaderValue {
    #[expect(
        clippy::expect_used,
        reason = "a UUID is written in hexadecimal and dashes"
    )]
    HeaderValue::try_from(key.to_string()).expect("a UUID is a header's value")
}
