//! Being held back by the client's own limit.

use std::time::Duration;

use super::Context;
use crate::endpoint::Endpoint;

/// The client's own `RateLimit` (feature `rate-limit`) would have delayed an attempt for longer than its time limit allows: what
/// [`Error::RateLimit`](crate::Error::RateLimit) holds.
///
/// This attempt was not sent. Earlier attempts may have been sent.
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
    #[error("since its turn would have come in {}, and its time limit left it {} to wait", short(*wait), short(*left))]
    Turn { wait: Duration, left: Duration },
    #[error("since its turn didn't come in time")]
    NoTurn,
}

impl RateLimitError {
    /// An error for fakes. `retry_after` is the wait until the call's turn, if it is known.
    pub fn new(retry_after: Option<Duration>) -> Self {
        let turn = retry_after.map(|wait| (wait, Duration::ZERO));
        Self::minute(Endpoint::fake(), turn)
    }

    /// The limit of requests a minute. `turn`: the time until the call's turn, and the time that it could have waited.
    pub(crate) fn minute(endpoint: &'static Endpoint, turn: Option<(Duration, Duration)>) -> Self {
        Self {
            context: Context::new(endpoint),
            reason: turn.map_or(Reason::NoTurn, |(wait, left)| Reason::Turn { wait, left }),
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

    /// How long the call would have had to wait for its turn, if that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.reason {
            Reason::Turn { wait, .. } => Some(wait),
            _ => None,
        }
    }
}

/// In seconds, to a hundredth.
fn short(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
