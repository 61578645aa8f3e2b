//! How a request is sent: the retry loop, and everything below it.

mod attempt;
#[cfg(feature = "blocking")]
pub(crate) mod background;
mod body;
pub(crate) mod deadline;
pub(crate) mod pools;
mod retry_state;
mod sender;
pub(crate) mod sent_key;
mod settings;
mod stats;
#[cfg(feature = "rustls")]
mod tls;
pub(crate) mod trace;

use std::ops::ControlFlow;
use std::pin::pin;
use std::time::SystemTime;

use http::HeaderValue;
use tokio::time::Instant;
use tracing::Instrument as _;
use uuid::Uuid;

pub(crate) use attempt::AttemptRunner;
pub(crate) use sender::Sender;
pub(crate) use settings::{Overrides, Settings};
pub use stats::Stats;

use crate::endpoint::Endpoint;
use crate::error::{Error, History, RequestError, RequestFault};
use crate::request::{IDEMPOTENCY_KEY, Request};
use crate::response::{Quota, RawResponse};
use crate::retry::{Idempotency, KEY_IS_KNOWN};
use retry_state::RetryState;
use sent_key::SentKey;
use stats::Counters;

/// What sends the requests of a client.
pub(crate) struct Engine {
    /// None: the client is offline.
    runner: Option<AttemptRunner>,
    pub(crate) settings: Settings,
    counters: Counters,
}

impl Engine {
    /// Without a runner every request fails before any I/O.
    pub(crate) fn new(runner: Option<AttemptRunner>, settings: Settings) -> Self {
        Self {
            runner,
            settings,
            counters: Counters::default(),
        }
    }

    /// The quota in the last response that had one.
    pub(crate) fn quota(&self) -> Option<Quota> {
        self.runner.as_ref()?.quota()
    }

    pub(crate) fn stats(&self) -> Stats {
        self.counters.snapshot()
    }

    /// Sends a request until it succeeds, fails for good, or its time is up.
    pub(crate) async fn execute(
        &self,
        request: &mut Request,
        overrides: &Overrides,
    ) -> Result<RawResponse, Error> {
        let Some(runner) = &self.runner else {
            return Err(RequestError::new(request.endpoint, RequestFault::Offline).into());
        };
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(RequestError::new(request.endpoint, RequestFault::NoRuntime).into());
        }
        self.counters.call();
        let outcome = self.attempts(runner, request, overrides).await;
        self.counters.end(&outcome);
        outcome
    }

    /// The retry loop: attempts, and the waits between them.
    async fn attempts(
        &self,
        runner: &AttemptRunner,
        request: &mut Request,
        overrides: &Overrides,
    ) -> Result<RawResponse, Error> {
        let mut policy = self.settings.policy(request.endpoint, overrides);
        let key = match policy.idempotency {
            Idempotency::ByKey => {
                let now = SystemTime::now();
                let key = Box::new(SentKey::new(overrides.idempotency_key.as_deref(), now));
                if key.is_given {
                    // The caller may have sent it before, so Codat may soon forget it.
                    policy.total = policy.total.min(key.left(now));
                    if key.left(now).is_zero() {
                        return Err(expired_key(request.endpoint, key.uuid));
                    }
                }
                request
                    .headers
                    .insert(IDEMPOTENCY_KEY, key_header(key.uuid));
                Some(key)
            }
            Idempotency::Inherent => None,
        };
        let mut limits = self.settings.limits(request.endpoint, overrides, &policy);
        let mut state = RetryState::new(self, request, policy, key);
        // Reading the clock costs something: the first attempt begins when the call does.
        let mut begin = limits.started;
        loop {
            let number = state.begin_attempt();
            let deadline = limits.of_attempt(begin);
            let outcome = {
                let attempt = runner.attempt(state.request, number, &deadline);
                let mut attempt = pin!(attempt.instrument(trace::span(state.request, number)));
                let outcome = attempt.as_mut().await;
                trace::record(attempt.span(), &outcome);
                outcome
            };
            match state.after(outcome, limits.started) {
                ControlFlow::Break(end) => return end,
                ControlFlow::Continue((wait, withdrawal)) => {
                    tokio::time::sleep(wait).await;
                    if let Some(error) = state.expired(SystemTime::now()) {
                        return Err(error);
                    }
                    withdrawal.spend();
                }
            }
            if state.needs_its_key() {
                // A layer or the credentials may delay the retry. It isn't sent after that time.
                limits.total = limits.total.min(KEY_IS_KNOWN);
            }
            begin = Instant::now();
        }
    }
}

/// The error of a call whose key is so old that Codat may have forgotten it.
fn expired_key(endpoint: &'static Endpoint, key: Uuid) -> Error {
    let error = Error::from(RequestError::new(endpoint, RequestFault::ForgottenKey));
    error.with_history(endpoint, History::with_given_key(key))
}

fn key_header(key: Uuid) -> HeaderValue {
    #[expect(
        clippy::expect_used,
        reason = "a UUID consists of hexadecimal digits and dashes"
    )]
    HeaderValue::try_from(key.to_string()).expect("a UUID is a valid header value")
}
