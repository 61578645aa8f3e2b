//! The settings of calls: the client's, and those of a single call.

use std::time::Duration;

use tokio::time::Instant;

use super::deadline::Limits;
use super::sent_key::GivenKey;
use crate::endpoint::{Endpoint, RetryMode};
use crate::retry::{Idempotency, Policy, RetryBudget, RetryConfig};

/// The time of an attempt, unless one is set.
pub(crate) const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// The settings of a client, for all its calls.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) retries: RetryConfig,
    pub(crate) budget: RetryBudget,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
}

/// The settings of one call, in place of the endpoint's and the client's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overrides {
    pub(crate) retries: Option<RetryConfig>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    /// Boxed, since it is large and few calls have one.
    pub(crate) idempotency_key: Option<Box<GivenKey>>,
}

impl Settings {
    /// The time limits of one call.
    ///
    /// If the call or its endpoint sets a total time, an attempt may take all of it, unless an attempt time is set as well:
    /// a caller that gives an upload five minutes expects that one attempt may take them.
    pub(super) fn limits(
        &self,
        endpoint: &Endpoint,
        overrides: &Overrides,
        policy: &Policy<'_>,
    ) -> Limits {
        let own_total = overrides.timeout.or(endpoint.timeout());
        let attempt = overrides
            .attempt_timeout
            .or(self.attempt_timeout)
            .or(own_total)
            .unwrap_or(DEFAULT_ATTEMPT_TIMEOUT);
        Limits {
            started: Instant::now(),
            total: policy.total,
            attempt,
        }
    }

    /// The retry policy of one call. Its own settings precede the endpoint's, and these precede the client's.
    pub(super) fn policy<'a>(
        &'a self,
        endpoint: &Endpoint,
        overrides: &'a Overrides,
    ) -> Policy<'a> {
        let explicit_key = overrides.idempotency_key.is_some();
        let declared_never = endpoint.retry_mode() == Some(RetryMode::Never);
        let backoff = match &overrides.retries {
            Some(retries) => retries.backoff.as_ref(),
            None if declared_never => None,
            None => self.retries.backoff.as_ref(),
        };
        Policy {
            backoff,
            idempotency: Idempotency::of(endpoint, explicit_key),
            total: self.total(endpoint, overrides),
        }
    }

    /// The total time of one call.
    pub(crate) fn total(&self, endpoint: &Endpoint, overrides: &Overrides) -> Duration {
        let own = overrides.timeout.or(endpoint.timeout());
        own.unwrap_or(self.timeout)
    }
}
