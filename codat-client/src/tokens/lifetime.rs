//! How good a token is, by what is left of its lifetime. Pure.

use std::time::Duration;

/// The smallest default margin, where a token's lifetime allows it.
const LEAST_MARGIN: Duration = Duration::from_secs(5 * 60);

/// The longest pause after a refresh that failed.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How good a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    Fresh,
    /// Good, but a new token should be fetched before it is needed.
    Ageing,
    /// Less than the margin is left.
    Stale,
    Expired,
}

/// What a token should have left when it is handed out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Margin(Option<Duration>);

impl Margin {
    pub(super) fn new(margin: Duration) -> Self {
        Self(Some(margin))
    }

    pub(super) fn age(self, lifetime: Duration, left: Duration) -> Age {
        // At most half the lifetime, so that a token with a short one is of use, too.
        let default = LEAST_MARGIN.max(lifetime / 10);
        let margin = self.0.unwrap_or(default).min(lifetime / 2);
        // A share of the lifetime, not of the margin: with a margin of zero, callers would wait for each new token.
        let ahead = lifetime / 20;
        if left.is_zero() {
            Age::Expired
        } else if left < margin {
            Age::Stale
        } else if left < margin + ahead {
            Age::Ageing
        } else {
            Age::Fresh
        }
    }
}

/// How long to wait after a refresh that failed. A share of the lifetime, since the margin may be zero.
pub(super) fn pause(lifetime: Duration) -> Duration {
    (lifetime / 100).min(LONGEST_PAUSE)
}
