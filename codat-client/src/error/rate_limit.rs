//! Being held back by the client's own limit.

use std::time::Duration;

use super::Context;
use crate::endpoint::Endpoint;

/// The client's own rate limit (`RateLimit`, of the feature `rate-limit`) would have held an attempt back for so long that too
/// little of its time was left: what [`Error::RateLimit`](crate::Error::RateLimit) holds.
/// This attempt was not sent; those before it may have been.
#[derive(Debug, thiserror::Error)]
#[error(
    "{context}: the client's own rate limit held it back, {reason}{}",
    context.after()
)]
pub struct RateLimitError {
    pub(super) context: Context,
    reason: Reason,
}

/// Which limit it was.
#[derive(Debug, thiserror::Error)]
enum Reason {
    #[cfg(feature = "rate-limit")]
    #[error("since as many requests of its company as are allowed were already under way")]
    Company,
    #[error("since its turn would have come too late, in {0:?}")]
    Turn(Duration),
    #[error("since its turn didn't come in time")]
    NoTurn,
}

impl RateLimitError {
    /// One for fakes, of a call whose turn would come after so long, if that is known.
    pub fn new(retry_after: Option<Duration>) -> Self {
        Self::minute(Endpoint::fake(), retry_after)
    }

    /// The limit of requests a minute.
    pub(crate) fn minute(endpoint: &'static Endpoint, wait: Option<Duration>) -> Self {
        Self {
            context: Context::new(endpoint),
            reason: wait.map_or(Reason::NoTurn, Reason::Turn),
        }
    }

    /// The limit of a company's requests at once.
    #[cfg(feature = "rate-limit")]
    pub(crate) fn company(endpoint: &'static Endpoint) -> Self {
        Self {
            context: Context::new(endpoint),
            reason: Reason::Company,
        }
    }

    /// After how long its turn would have come, where that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.reason {
            Reason::Turn(wait) => Some(wait),
            _ => None,
        }
    }
}
