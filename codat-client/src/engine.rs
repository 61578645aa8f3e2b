//! How a request is sent: the retry loop, and everything below it.

mod attempt;
#[cfg(feature = "blocking")]
pub(crate) mod background;
mod body;
pub(crate) mod deadline;
pub(crate) mod pools;
mod proxy;
mod retry_state;
mod sender;
pub(crate) mod sent_key;
mod settings;
pub(crate) mod timer;
#[cfg(feature = "rustls")]
mod tls;
pub(crate) mod trace;

use std::future::{Future, poll_fn};
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::SystemTime;

use http::HeaderValue;
use tokio::runtime::Handle;
use tokio::time::Instant;
use tracing::Instrument as _;
use uuid::Uuid;

pub(crate) use attempt::AttemptRunner;
pub(crate) use sender::Sender;
pub(crate) use settings::{DEFAULT_ATTEMPT_TIMEOUT, Overrides, Settings};

use crate::endpoint::Endpoint;
use crate::error::{Error, History, RequestError, RequestFault};
use crate::request::{IDEMPOTENCY_KEY, Request};
use crate::response::{Quota, RawResponse};
use crate::retry::{Idempotency, KEY_IS_KNOWN, Policy};
use crate::stats::{Counters, Stats};
use retry_state::RetryState;
use sent_key::SentKey;
use timer::Timer;

/// What sends the requests of a client.
pub(crate) struct Engine {
    /// None: the client is offline.
    runner: Option<AttemptRunner>,
    pub(crate) settings: Settings,
    counters: Arc<Counters>,
}

impl Engine {
    /// Without a runner every request fails before any I/O.
    pub(crate) fn new(runner: Option<AttemptRunner>, settings: Settings) -> Self {
        Self {
            runner,
            settings,
            counters: Arc::default(),
        }
    }

    /// The quota in the last response that had one.
    pub(crate) fn quota(&self) -> Option<Quota> {
        self.runner.as_ref()?.quota()
    }

    pub(crate) fn stats(&self) -> Stats {
        self.counters.snapshot()
    }

    /// Sends a request until it succeeds, fails for good, or its time is up. A success is counted when its value is read.
    ///
    /// The whole loop is one future: each one that it would be split into takes room in every call.
    pub(crate) async fn execute(
        &self,
        request: &mut Request,
        overrides: &Overrides,
    ) -> Result<RawResponse, Error> {
        let runner = self.runner(request.endpoint)?;
        let mut policy = self.settings.policy(request.endpoint, overrides);
        let key = match policy.idempotency {
            Idempotency::ByKey => Some(set_key(request, overrides, &mut policy)?),
            Idempotency::Inherent => None,
        };
        self.counters.call();
        let mut limits = self.settings.limits(request.endpoint, overrides, &policy);
        let mut state = RetryState::new(self, request, policy, key);
        // Reading the clock costs something: the first attempt begins when the call does.
        let mut begin = limits.started;
        let outcome = loop {
            let number = state.begin_attempt();
            let deadline = limits.of_attempt(begin);
            let outcome = {
                let attempt = runner.attempt(state.request, number, &deadline);
                let mut attempt = pin!(attempt.instrument(trace::span(state.request, number)));
                let outcome = on_a_runtime(attempt.as_mut()).await;
                let outcome = outcome.unwrap_or_else(|| Err(lost(state.request.endpoint)));
                trace::record(attempt.span(), &outcome);
                outcome
            };
            match state.after(outcome, limits.started) {
                ControlFlow::Break(outcome) => break outcome,
                ControlFlow::Continue(wait) => Timer::until(Instant::now() + wait).await,
            }
            if let Some(error) = state.expired(SystemTime::now()) {
                break Err(error);
            }
            if Handle::try_current().is_err() {
                break Err(state.without_runtime());
            }
            if state.needs_its_key() {
                // A layer or the credentials may delay the retry. It isn't sent after that time.
                limits.total = limits.total.min(KEY_IS_KNOWN);
            }
            begin = Instant::now();
        };
        if outcome.is_err() {
            self.counters.end(false);
        }
        outcome
    }

    /// What makes the attempts, if requests can be sent from here.
    fn runner(&self, endpoint: &'static Endpoint) -> Result<&AttemptRunner, Error> {
        let refused = |fault| RequestError::new(endpoint, fault).into();
        let runner = self.runner.as_ref();
        let runner = runner.ok_or_else(|| refused(RequestFault::Offline))?;
        match Handle::try_current() {
            Ok(_) => Ok(runner),
            Err(_) => Err(refused(RequestFault::NoRuntime)),
        }
    }
}

/// Polls an attempt as long as there is a runtime: a call may outlive the one that it began on, and I/O and timers panic without any.
fn on_a_runtime<T>(
    mut attempt: Pin<&mut impl Future<Output = T>>,
) -> impl Future<Output = Option<T>> {
    poll_fn(move |context| match Handle::try_current() {
        Ok(_) => attempt.as_mut().poll(context).map(Some),
        Err(_) => Poll::Ready(None),
    })
}

/// The error of an attempt that was under way on a runtime that is gone.
fn lost(endpoint: &'static Endpoint) -> Error {
    let error = Error::from(RequestError::new(endpoint, RequestFault::NoRuntime));
    error.set_sent();
    error
}

/// Gives a write its key: the caller's or a new one.
fn set_key(
    request: &mut Request,
    overrides: &Overrides,
    policy: &mut Policy<'_>,
) -> Result<Box<SentKey>, Error> {
    let now = SystemTime::now();
    let key = Box::new(SentKey::new(overrides.idempotency_key.as_deref(), now));
    if key.is_given {
        // The caller may have sent it before, so Codat may soon forget it.
        policy.total = policy.total.min(key.left(now));
        if key.left(now).is_zero() {
            return Err(expired_key(request.endpoint, key.uuid));
        }
    }
    let value = key_header(key.uuid);
    request.headers.insert(IDEMPOTENCY_KEY, value);
    Ok(key)
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
