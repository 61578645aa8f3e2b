//! How many requests are sent in a minute.

use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::RateLimiter;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use tokio::time::Instant;

const MINUTE_NANOS: u64 = 60_000_000_000;

/// Lets requests pass one by one, in the order in which they came.
///
/// The limiter itself knows no order: whoever asks at the right moment passes. Therefore only the first in line asks.
pub(super) struct Pace {
    pub(super) per_minute: u32,
    interval: Duration,
    limiter: RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Duration>>,
    /// Held by the first in line. Tokio's lock is handed on in order.
    first: tokio::sync::Mutex<()>,
    line: Mutex<Line>,
}

/// What can be said of the line, so that nobody waits in it in vain.
#[derive(Debug, Default)]
struct Line {
    waiting: u32,
    /// When the first may go; none if that isn't known to be in the future.
    first_at: Option<Instant>,
}

impl Pace {
    /// A pace that never exceeds so many requests in any minute, wherever it begins.
    ///
    /// After a pause a tenth of them pass at once, and then one in each interval. What passes at once and what passes in
    /// the minute from there on make up the whole, hence the interval is a little longer than an even share of the minute.
    pub(super) fn new(per_minute: NonZeroU32) -> Self {
        let requests = per_minute.get();
        let burst = NonZeroU32::new(requests / 10).unwrap_or(NonZeroU32::MIN);
        let in_a_minute = u64::from(requests - burst.get()) + 1;
        let interval = Duration::from_nanos(MINUTE_NANOS.div_ceil(in_a_minute));
        let clock = TokioClock {
            origin: Instant::now(),
        };
        Self {
            per_minute: requests,
            interval,
            limiter: RateLimiter::direct_with_clock(quota(interval, burst), clock),
            first: tokio::sync::Mutex::default(),
            line: Mutex::default(),
        }
    }

    /// Waits for the request's turn. The error is how long that would take, if this is longer than there is time, and
    /// comes at once.
    pub(super) async fn turn(&self, time_left: impl Fn() -> Duration) -> Result<(), Duration> {
        let _in_line = self.join(time_left())?;
        let _first = self.first.lock().await;
        let mut waited = false;
        loop {
            let Err(not_yet) = self.limiter.check() else {
                self.pass(waited);
                return Ok(());
            };
            let wait = not_yet.wait_time_from(self.limiter.clock().now());
            if wait > time_left() {
                return Err(wait);
            }
            self.line().first_at = Instant::now().checked_add(wait);
            tokio::time::sleep(wait).await;
            waited = true;
        }
    }

    fn join(&self, time_left: Duration) -> Result<InLine<'_>, Duration> {
        let mut line = self.line();
        if let Some(first_at) = line.first_at {
            let first = first_at.saturating_duration_since(Instant::now());
            let wait = first.saturating_add(self.interval.saturating_mul(line.waiting));
            if wait > time_left {
                return Err(wait);
            }
        }
        line.waiting = line.waiting.saturating_add(1);
        Ok(InLine(self))
    }

    /// The first in line passes. If it had to wait for that, so has the next.
    fn pass(&self, waited: bool) {
        let next = Instant::now().checked_add(self.interval);
        self.line().first_at = next.filter(|_| waited);
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Someone in line, who leaves it on being dropped.
struct InLine<'a>(&'a Pace);

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        let mut line = self.0.line();
        line.waiting = line.waiting.saturating_sub(1);
        if line.waiting == 0 {
            line.first_at = None;
        }
    }
}

fn quota(interval: Duration, burst: NonZeroU32) -> governor::Quota {
    #[expect(
        clippy::expect_used,
        reason = "an interval is a minute divided by something, rounded up"
    )]
    let quota = governor::Quota::with_period(interval).expect("an interval isn't empty");
    quota.allow_burst(burst)
}

/// Tokio's time, which tests can pause.
#[derive(Debug, Clone)]
struct TokioClock {
    origin: Instant,
}

impl Clock for TokioClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.origin.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Arc;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn pace(per_minute: u32) -> Pace {
        Pace::new(NonZeroU32::new(per_minute).unwrap())
    }

    /// Lets so many pass, each after a pause, and gives the most that passed in any minute.
    async fn most_in_a_minute(per_minute: u32, pauses: impl Iterator<Item = Duration>) -> usize {
        let pace = pace(per_minute);
        let mut last_minute = VecDeque::new();
        let mut most = 0;
        for pause in pauses {
            tokio::time::sleep(pause).await;
            pace.turn(|| Duration::MAX).await.unwrap();
            let now = Instant::now();
            last_minute.push_back(now);
            while last_minute.front().is_some_and(|&at| now - at >= MINUTE) {
                last_minute.pop_front();
            }
            most = most.max(last_minute.len());
        }
        most
    }

    #[tokio::test(start_paused = true)]
    async fn no_minute_sees_more_than_the_limit_and_a_busy_one_nearly_as_many() {
        for per_minute in [1, 2, 7, 10, 60, 1_000] {
            let limit = usize::try_from(per_minute).unwrap();
            let busy = std::iter::repeat_n(Duration::ZERO, 5 * limit);
            let most = most_in_a_minute(per_minute, busy).await;
            // Tokio's timers are up to a millisecond late.
            assert!(
                (limit - limit / 50..=limit).contains(&most),
                "{most} of {limit}"
            );

            // Pauses at random, of up to a minute for a tenth of the limit.
            let longest = 60_000 * 2 / u64::from(per_minute).max(2);
            let pauses = (0..5 * limit).map(|_| Duration::from_millis(fastrand::u64(..longest)));
            let most = most_in_a_minute(per_minute, pauses).await;
            assert!(most <= limit, "{most} of {limit}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_tenth_passes_at_once_and_the_rest_evenly() {
        let pace = pace(100);
        let start = Instant::now();
        for _ in 0..10 {
            pace.turn(|| Duration::ZERO).await.unwrap();
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        let interval = MINUTE / 91;
        let refused = pace.turn(|| Duration::ZERO).await.unwrap_err();
        assert!(
            refused.abs_diff(interval) < Duration::from_millis(1),
            "{refused:?}"
        );
        for number in 1..=20 {
            pace.turn(|| Duration::MAX).await.unwrap();
            let late = start.elapsed() - interval * number;
            assert!(late < Duration::from_millis(2), "{late:?}");
        }
    }

    /// Puts so many in line, one after the other; each tells its number when it passes.
    fn line(
        pace: &Arc<Pace>,
        count: u32,
        passed: &Arc<Mutex<Vec<u32>>>,
    ) -> Vec<tokio::task::JoinHandle<()>> {
        let wait = |number| {
            let (pace, passed) = (Arc::clone(pace), Arc::clone(passed));
            tokio::spawn(async move {
                pace.turn(|| Duration::MAX).await.unwrap();
                passed.lock().unwrap().push(number);
            })
        };
        (0..count).map(wait).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn who_would_wait_too_long_learns_it_at_once() {
        let pace = Arc::new(pace(10));
        pace.turn(|| Duration::ZERO).await.unwrap();
        let start = Instant::now();
        let waiting = line(&pace, 3, &Arc::default());
        tokio::task::yield_now().await;

        // Three are in line, at six seconds each: the fourth would have to wait for 24.
        let refused = pace.turn(|| Duration::from_secs(23)).await.unwrap_err();
        assert_eq!(refused.as_secs(), 24);
        assert_eq!(start.elapsed(), Duration::ZERO);
        pace.turn(|| Duration::from_secs(25)).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 24);
        assert!(waiting.iter().all(tokio::task::JoinHandle::is_finished));
        assert_eq!(pace.line().waiting, 0);
        assert_eq!(pace.line().first_at, None);
    }

    #[tokio::test(start_paused = true)]
    async fn turns_are_in_order_and_who_leaves_makes_room() {
        let pace = Arc::new(pace(10));
        pace.turn(|| Duration::ZERO).await.unwrap();
        let passed = Arc::default();
        let start = Instant::now();
        let waiting = line(&pace, 6, &passed);
        tokio::task::yield_now().await;
        // The first in line, and one in the middle.
        waiting[0].abort();
        waiting[3].abort();
        for task in waiting {
            let _ = task.await;
        }
        assert_eq!(*passed.lock().unwrap(), [1, 2, 4, 5]);
        assert_eq!(start.elapsed().as_secs(), 24);
        assert_eq!(pace.line().waiting, 0);
    }
}
