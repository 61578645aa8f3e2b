//! The settings of retries.

use std::time::Duration;

/// The shortest interval, before jitter.
const SHORTEST: Duration = Duration::from_millis(1);

/// Whether and how a call is retried: with [exponential backoff](Backoff), or not at all.
///
/// # What is retried
///
/// | | `GET`, `HEAD`, `PUT`, `DELETE` | `POST`, `PATCH` |
/// | --- | --- | --- |
/// | no connection, or the connection broke | yes | yes, with the same `Idempotency-Key` |
/// | 429 | yes | yes, with the same `Idempotency-Key` |
/// | 408, 5XX | yes | no: Codat returns the same response for the same key |
/// | an attempt timed out | yes | no: the write may still be running |
/// | 409 after a broken connection | no | yes: Codat is still executing the earlier attempt |
/// | anything else | no | no |
///
/// An [untrusted certificate](crate::error::ConnectionError::is_untrusted) is never retried.
///
/// The wait before a retry is what `Retry-After` asks for, plus the backoff. If the wait is longer than what is left of the call's
/// [total time](crate::ClientBuilder::timeout), the call fails at once with the last error.
///
/// Codat forgets an `Idempotency-Key` after 90 minutes. Therefore a write that may have been executed is not retried
/// later than 85 minutes after its first attempt.
///
/// `docs/fault-matrix.md` in the repository shows what the client does for each network or server fault.
///
/// ```
/// use std::time::Duration;
/// use codat_client::{Backoff, RetryConfig};
///
/// let patient: RetryConfig = Backoff::new().initial_interval(Duration::from_secs(1)).into();
/// let once = RetryConfig::none();
/// ```
///
/// It mirrors the `RetryConfig` of Codat's own clients.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryConfig {
    pub(crate) backoff: Option<Backoff>,
}

impl RetryConfig {
    /// Retries with this backoff.
    pub fn backoff(backoff: Backoff) -> Self {
        Self {
            backoff: Some(backoff),
        }
    }

    /// One attempt and no more.
    pub fn none() -> Self {
        Self { backoff: None }
    }
}

impl From<Backoff> for RetryConfig {
    fn from(backoff: Backoff) -> Self {
        Self::backoff(backoff)
    }
}

impl Default for RetryConfig {
    /// [`Backoff::new`]: Codat's published numbers.
    fn default() -> Self {
        Self::backoff(Backoff::new())
    }
}

/// Exponential backoff with jitter.
///
/// The interval of retry *n* is `initial_interval × exponent ⁿ⁻¹`, at most `max_interval`. The wait is a random time between
/// half of the interval and the whole interval.
///
/// The time limit for all attempts is the total time of a call: [`ClientBuilder::timeout`](crate::ClientBuilder::timeout) and
/// [`Call::timeout`](crate::Call::timeout).
#[derive(Debug, Clone, PartialEq)]
pub struct Backoff {
    pub(crate) initial_interval: Duration,
    pub(crate) max_interval: Duration,
    pub(crate) exponent: f64,
    pub(crate) max_attempts: u32,
    pub(crate) connection_errors: bool,
}

impl Backoff {
    /// Codat's published numbers: 500 ms before the first retry, 1.5 times as much before each further one, and at most 60 s.
    /// A call makes at most 10 attempts. Failed connections are retried, too.
    pub fn new() -> Self {
        Self {
            initial_interval: Duration::from_millis(500),
            max_interval: Duration::from_secs(60),
            exponent: 1.5,
            max_attempts: 10,
            connection_errors: true,
        }
    }

    /// The interval of the first retry: at least 1 ms.
    #[must_use]
    pub fn initial_interval(mut self, interval: Duration) -> Self {
        self.initial_interval = interval;
        self
    }

    /// The longest interval. `Retry-After` may ask for more.
    #[must_use]
    pub fn max_interval(mut self, interval: Duration) -> Self {
        self.max_interval = interval;
        self
    }

    /// The factor by which the interval grows with each retry. A factor below 1 counts as 1.
    #[must_use]
    pub fn exponent(mut self, exponent: f64) -> Self {
        self.exponent = exponent;
        self
    }

    /// The most attempts of one call, the first one included: 10 unless set. 0 counts as 1.
    ///
    /// With the other defaults, a call makes about ten attempts in 60 s. With shorter intervals, this limit keeps one call from using
    /// up the [retry budget](crate::RetryBudget) of all calls.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Whether failed and broken connections are retried: yes, unless set.
    #[must_use]
    pub fn connection_errors(mut self, retry: bool) -> Self {
        self.connection_errors = retry;
        self
    }

    /// The wait before the next attempt, after `attempts` attempts. `jitter` lies in `0.0..1.0`.
    pub(crate) fn interval(&self, attempts: u32, jitter: f64) -> Duration {
        let retries_before = f64::from(attempts.saturating_sub(1));
        let longest = self.max_interval.as_secs_f64();
        let grown =
            self.initial_interval.as_secs_f64() * self.exponent.max(1.0).powf(retries_before);
        // `min` also turns an overflow to infinity into the longest interval. No setting makes a loop without waits.
        let interval = grown.min(longest).max(SHORTEST.as_secs_f64());
        Duration::try_from_secs_f64(interval * (0.5 + jitter / 2.0)).unwrap_or(self.max_interval)
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(backoff: &Backoff, attempts: u32, jitter: f64) -> u128 {
        backoff.interval(attempts, jitter).as_millis()
    }

    #[test]
    fn intervals_grow_by_the_exponent_up_to_the_longest() {
        let backoff = Backoff::new();
        let full = |attempts| millis(&backoff, attempts, 1.0);
        assert_eq!([full(1), full(2), full(3)], [500, 750, 1125]);
        assert_eq!(full(13), 60_000);
        assert_eq!(full(u32::MAX), 60_000);
    }

    #[test]
    fn jitter_takes_at_most_half() {
        let backoff = Backoff::new();
        assert_eq!(millis(&backoff, 1, 0.0), 250);
        assert_eq!(millis(&backoff, 1, 0.5), 375);
    }

    #[test]
    fn odd_settings_stay_within_bounds() {
        let shrinking = Backoff::new().exponent(0.1);
        assert_eq!(millis(&shrinking, 9, 1.0), 500);
        let nonsense = Backoff::new().exponent(f64::NAN);
        assert_eq!(millis(&nonsense, 2, 1.0), 500);
        let endless = Backoff::new()
            .initial_interval(Duration::MAX)
            .max_interval(Duration::MAX);
        assert!(endless.interval(3, 1.0) > Duration::from_secs(1 << 40));
    }
}
