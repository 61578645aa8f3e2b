//! How good a token is, by what it has left of its life: pure.

use std::time::Duration;

/// The least margin, where a token's life allows it.
const LEAST_MARGIN: Duration = Duration::from_secs(5 * 60);

/// The longest pause after a refresh that failed.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How good a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    Fresh,
    /// Good, but a new one should be fetched before it is needed.
    Ageing,
    /// Less than the margin is left.
    Stale,
    Ended,
}

/// What is to be left of a token that is handed out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Margin(Option<Duration>);

impl Margin {
    pub(super) fn new(margin: Duration) -> Self {
        Self(Some(margin))
    }

    /// A tenth of the life and five minutes at least, or what was set; never more than half the life.
    pub(super) fn of(self, lifetime: Duration) -> Duration {
        self.0
            .unwrap_or_else(|| LEAST_MARGIN.max(lifetime / 10))
            .min(lifetime / 2)
    }

    pub(super) fn age(self, lifetime: Duration, left: Duration) -> Age {
        let margin = self.of(lifetime);
        // By the life and not by the margin: one that was set to nothing shouldn't make callers wait for each new token.
        let ahead = lifetime / 20;
        if left.is_zero() {
            Age::Ended
        } else if left < margin {
            Age::Stale
        } else if left < margin + ahead {
            Age::Ageing
        } else {
            Age::Fresh
        }
    }
}

/// How long to wait after a refresh that failed. By the life and not by the margin, which may be set to nothing.
pub(super) fn pause(lifetime: Duration) -> Duration {
    (lifetime / 100).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::{Age, Duration, Margin, pause};

    const DAY: Duration = Duration::from_secs(86_400);

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_margin_is_a_tenth_or_five_minutes_or_half() {
        let margin = Margin::default();
        assert_eq!(margin.of(DAY), seconds(8_640));
        assert_eq!(margin.of(seconds(3_600)), seconds(360));
        assert_eq!(margin.of(seconds(1_200)), seconds(300));
        assert_eq!(margin.of(seconds(10)), seconds(5));
        assert_eq!(margin.of(Duration::ZERO), Duration::ZERO);
        let set = Margin::new(seconds(60));
        assert_eq!(set.of(DAY), seconds(60));
        assert_eq!(set.of(seconds(10)), seconds(5));
    }

    #[test]
    fn a_token_goes_through_all_ages() {
        let age = |left| Margin::default().age(DAY, seconds(left));
        assert_eq!(age(86_400), Age::Fresh);
        assert_eq!(age(12_960), Age::Fresh);
        assert_eq!(age(12_959), Age::Ageing);
        assert_eq!(age(8_640), Age::Ageing);
        assert_eq!(age(8_639), Age::Stale);
        assert_eq!(age(1), Age::Stale);
        assert_eq!(age(0), Age::Ended);
    }

    #[test]
    fn the_shortest_of_lives_begins_fresh() {
        for margin in [
            Margin::default(),
            Margin::new(DAY),
            Margin::new(Duration::ZERO),
        ] {
            for life in [Duration::from_nanos(1), seconds(1), seconds(10), DAY] {
                assert_eq!(margin.age(life, life), Age::Fresh, "{margin:?}, {life:?}");
            }
        }
        assert_eq!(
            Margin::default().age(Duration::ZERO, Duration::ZERO),
            Age::Ended
        );
    }

    #[test]
    fn without_a_margin_a_token_is_still_refreshed_ahead() {
        let none = Margin::new(Duration::ZERO);
        assert_eq!(none.age(DAY, seconds(4_319)), Age::Ageing);
        assert_eq!(none.age(DAY, seconds(4_320)), Age::Fresh);
    }

    #[test]
    fn pauses_are_short_beside_the_life() {
        assert_eq!(pause(DAY), seconds(30));
        assert_eq!(pause(seconds(600)), seconds(6));
        assert_eq!(pause(seconds(10)), Duration::from_millis(100));
    }
}
