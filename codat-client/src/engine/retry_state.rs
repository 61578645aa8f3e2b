//! The state of a call's retry loop, from one attempt to the next.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::StatusCode;
use tokio::time::Instant;

use super::sent_key::SentKey;
use super::{Engine, trace};
use crate::error::{Error, History, NotRetried, RequestError, RequestFault, TimeoutScope};
use crate::request::Request;
use crate::response::RawResponse;
use crate::retry::{Decision, Failure, Policy, Progress, Withdrawal, is_transient};

/// The attempts of one call so far. Decides about the next one.
pub(super) struct RetryState<'a> {
    engine: &'a Engine,
    pub(super) request: &'a Request,
    policy: Policy<'a>,
    /// Boxed, since it is large and only writes have one.
    key: Option<Box<SentKey>>,
    progress: Progress,
    /// Whether the server may have executed any attempt, or an earlier call with the same key.
    may_have_been_executed: bool,
    /// The error of the previous attempt.
    earlier: Option<Error>,
    /// What the current retry took out of the budget. It goes back if the call is dropped.
    withdrawal: Withdrawal<'a>,
}

impl<'a> RetryState<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        request: &'a Request,
        policy: Policy<'a>,
        key: Option<Box<SentKey>>,
    ) -> Self {
        Self {
            engine,
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
            withdrawal: Withdrawal::default(),
        }
    }

    /// Begins an attempt. Returns its number, from 1.
    pub(super) fn begin_attempt(&mut self) -> u32 {
        self.progress.attempts += 1;
        self.engine.counters.attempt(self.progress.attempts);
        self.progress.attempts
    }

    /// Decides after an attempt: the result of the call, or the wait before the next attempt.
    ///
    /// It takes the outcome by value, so that the call's future holds none while it waits.
    pub(super) fn after(
        &mut self,
        outcome: Result<RawResponse, Error>,
        started: Instant,
    ) -> ControlFlow<Result<RawResponse, Error>, Duration> {
        let budget = &self.engine.settings.budget;
        let attempts = self.progress.attempts;
        let error = match outcome {
            Ok(mut response) => {
                self.earn();
                response.attempts = attempts;
                response.idempotency_key = self.key.as_ref().map(|key| key.uuid);
                response.counters = Some(Arc::clone(&self.engine.counters));
                return ControlFlow::Break(Ok(response));
            }
            Err(error) => error,
        };
        if error.status() == Some(StatusCode::TOO_MANY_REQUESTS) {
            self.engine.counters.throttled();
        }
        self.progress.elapsed = started.elapsed();
        self.may_have_been_executed |= error.attempt_may_have_been_executed();
        let mut history = self.history();
        let failure = failure(&error);
        let decision = self.policy.decide(failure, self.progress, fastrand::f64());
        if let Decision::RetryAfter(wait) = decision {
            if let Some(withdrawal) = budget.withdraw() {
                // Only the last error is kept, however many attempts a call makes.
                let error = error.with_history(self.request.endpoint, history);
                trace::retry(self.request, &error, attempts, wait);
                self.progress.cut_off |= failure == Failure::Disconnect;
                self.earlier = Some(error);
                self.withdrawal.spend();
                self.withdrawal = withdrawal;
                return ControlFlow::Continue(wait);
            }
            history.not_retried = Some(NotRetried::BudgetSpent);
        } else if decision == Decision::NoTime {
            history.not_retried = Some(NotRetried::NoTime);
        }
        let budget_spent = history.not_retried == Some(NotRetried::BudgetSpent);
        history.earlier = self.earlier.take();
        let error = error.with_history(self.request.endpoint, history);
        if budget_spent {
            trace::beyond_budget(self.request, &error, attempts);
        }
        if error.status().is_some_and(|status| !is_transient(status)) {
            self.earn();
        } else {
            self.withdrawal.spend();
        }
        ControlFlow::Break(Err(error))
    }

    /// What the attempts so far have come to.
    fn history(&self) -> History {
        History {
            attempts: self.progress.attempts,
            earlier: None,
            may_have_been_executed: self.may_have_been_executed,
            idempotency_key: self.key.as_ref().map(|key| key.uuid),
            not_retried: None,
        }
    }

    /// The error of a call that waited for its retry until its runtime was gone.
    pub(super) fn without_runtime(&mut self) -> Error {
        let endpoint = self.request.endpoint;
        let history = History {
            earlier: self.earlier.take(),
            ..self.history()
        };
        let error = Error::from(RequestError::new(endpoint, RequestFault::NoRuntime));
        error.with_history(endpoint, history)
    }

    /// Puts into the budget what a response earns: a retry its own token, a first attempt a tenth of one.
    fn earn(&mut self) {
        if self.progress.attempts == 1 {
            self.engine.settings.budget.deposit();
        } else {
            self.withdrawal = Withdrawal::default();
        }
    }

    /// Whether a retry may only be sent while the server knows the key.
    pub(super) fn needs_its_key(&self) -> bool {
        self.key
            .as_ref()
            .is_some_and(|key| key.is_given || self.progress.cut_off)
    }

    /// The error of the call, if a retry needs the key and the server may have forgotten it.
    pub(super) fn expired(&mut self, now: SystemTime) -> Option<Error> {
        let key = self.key.as_ref().filter(|_| self.needs_its_key())?;
        if key.left(now).is_zero() {
            self.earlier.take()
        } else {
            None
        }
    }
}

/// The error of an attempt in the retry policy's terms.
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

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::client::Client;
    use crate::endpoint::Endpoint;
    use crate::engine::Overrides;
    use crate::error::ConnectionError;
    use crate::retry::KEY_IS_KNOWN;

    #[test]
    fn a_write_whose_connection_broke_is_not_retried_after_its_key_has_expired() {
        let engine = Client::offline().engine();
        let request = request(Client::offline());
        let overrides = Overrides::default();
        let policy = engine.settings.policy(request.endpoint, &overrides);
        let now = SystemTime::now();
        let key = Box::new(SentKey::new(None, now));
        let late = now + KEY_IS_KNOWN;
        let mut state = RetryState::new(engine, &request, policy, Some(key));

        let mut fail = |error: ConnectionError| {
            state.begin_attempt();
            let next = state.after(Err(error.into()), Instant::now());
            assert!(next.is_continue());
            state.expired(late)
        };
        assert!(fail(ConnectionError::refused()).is_none());
        let error = fail(ConnectionError::broken()).unwrap();
        assert!(!error.is_connect() && error.may_have_been_executed());
        assert_eq!(error.attempts(), 2);
        // The last connection was refused, but an earlier attempt may still have been executed.
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
