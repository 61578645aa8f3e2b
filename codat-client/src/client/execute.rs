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
use crate::retry::{Backoff, Decision, Policy, Repeatability};

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

    pub(super) fn error(&self, endpoint: &'static Endpoint) -> Error {
        TimeoutError::new(endpoint, self.scope, self.after).into()
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
    let limits = Limits {
        started: Instant::now(),
        total: policy.total,
        attempt: overrides
            .attempt_timeout
            .unwrap_or(client.inner.attempt_timeout),
    };
    if policy.repeatability == Repeatability::Keyed {
        let key = overrides.idempotency_key.unwrap_or_else(Uuid::new_v4);
        request.headers.insert(IDEMPOTENCY_KEY, key_header(key));
    }

    let mut attempts = 0;
    let mut earlier = None;
    loop {
        attempts += 1;
        let span = trace::span(&request, attempts);
        let outcome = attempt(http, &client, &request, limits)
            .instrument(span.clone())
            .await;
        trace::record(&span, &outcome);
        drop(span);

        let error = match outcome {
            Ok(response) => {
                return Ok(RawResponse {
                    attempts,
                    ..response
                });
            }
            Err(error) => error,
        };
        match policy.decide(
            error.failure(),
            attempts,
            limits.started.elapsed(),
            fastrand::f64(),
        ) {
            Decision::RetryAfter(wait) => {
                trace::retry(&request, &error, attempts, wait);
                earlier = Some(error);
                tokio::time::sleep(wait).await;
            }
            Decision::Stop => return Err(after(error, earlier)),
        }
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

/// A time-out of the whole call says how the attempt before it had failed, since that is why there was another.
fn after(error: Error, earlier: Option<Error>) -> Error {
    match error {
        Error::Timeout(timeout) if timeout.scope() == TimeoutScope::Call => {
            Error::Timeout(Box::new(timeout.following(earlier)))
        }
        other => other,
    }
}

fn key_header(key: Uuid) -> HeaderValue {
    #[expect(
        clippy::expect_used,
        reason = "a UUID is written in hexadecimal and dashes"
    )]
    HeaderValue::try_from(key.to_string()).expect("a UUID is a header's value")
}
