//! The limit of requests a minute.

use std::future::{Future, poll_fn};
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::queue::Queue;
use crate::engine::timer::Timer;
use crate::lock::lock;

/// Lets requests pass one by one, in the order of arrival.
///
/// A waiting request holds no lock or permit, so a request that isn't polled any more blocks no other.
pub(super) struct Pace {
    pub(super) per_minute: u32,
    queue: Mutex<Queue>,
    /// Notified when a request has left the queue.
    left: Notify,
}

impl Pace {
    /// A pace of at most `per_minute` requests in any 60 seconds.
    pub(super) fn new(per_minute: NonZeroU32) -> Self {
        Self {
            per_minute: per_minute.get(),
            queue: Mutex::new(Queue::new(per_minute, Instant::now())),
            left: Notify::new(),
        }
    }

    /// Waits for the request's turn. The error is the time that this would take, if it is longer than `time_left`. It is
    /// returned as soon as it is known.
    pub(super) async fn turn(&self, time_left: impl Fn() -> Duration) -> Result<(), Duration> {
        let ticket = Ticket::draw(self);
        loop {
            // Created before asking, so that no request leaves unnoticed in between.
            let left = self.left.notified();
            let Err(at) = ticket.ask() else {
                return Ok(());
            };
            let wait = at.saturating_duration_since(Instant::now());
            if wait > time_left() {
                return Err(wait);
            }
            // Asks again when its slot begins, or when another request has left.
            let (mut left, mut slot) = (pin!(left), pin!(Timer::until(at)));
            poll_fn(|context| match left.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(()),
                Poll::Pending => slot.as_mut().poll(context),
            })
            .await;
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
    }
}

/// A request in the queue. It leaves the queue when it is dropped.
struct Ticket<'a> {
    pace: &'a Pace,
    number: u64,
}

impl<'a> Ticket<'a> {
    fn draw(pace: &'a Pace) -> Self {
        let number = pace.queue().draw();
        Self { pace, number }
    }

    /// Passes, or returns the time at which to ask again.
    fn ask(&self) -> Result<(), Instant> {
        // The lock is taken first, so that requests ask in the order of their times.
        self.pace.queue().ask(self.number, Instant::now())
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let others_move_up = self.pace.queue().leave(self.number);
        if others_move_up {
            self.pace.left.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const MINUTE: Duration = Duration::from_secs(60);

    fn pace(per_minute: u32) -> Pace {
        Pace::new(NonZeroU32::new(per_minute).unwrap())
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

    /// Puts `count` requests into the queue. Each records its number when it passes.
    fn enqueue(
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
    async fn a_request_that_would_wait_too_long_fails_at_once() {
        let pace = Arc::new(pace(10));
        pace.turn(|| Duration::ZERO).await.unwrap();
        let start = Instant::now();
        let waiting = enqueue(&pace, 3, &Arc::default());
        tokio::task::yield_now().await;

        // Three are in the queue, at six seconds each: the fourth would have to wait for 24.
        let refused = pace.turn(|| Duration::from_secs(23)).await.unwrap_err();
        assert_eq!(refused.as_secs(), 24);
        assert_eq!(start.elapsed(), Duration::ZERO);
        pace.turn(|| Duration::from_secs(25)).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 24);
        assert!(waiting.iter().all(tokio::task::JoinHandle::is_finished));
        assert!(pace.queue().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn turns_are_in_order_and_a_request_that_leaves_makes_room() {
        let pace = Arc::new(pace(10));
        pace.turn(|| Duration::ZERO).await.unwrap();
        let passed = Arc::default();
        let start = Instant::now();
        let waiting = enqueue(&pace, 6, &passed);
        tokio::task::yield_now().await;
        // The first in the queue, and one in the middle.
        waiting[0].abort();
        waiting[3].abort();
        for task in waiting {
            let _ = task.await;
        }
        assert_eq!(*passed.lock().unwrap(), [1, 2, 4, 5]);
        assert_eq!(start.elapsed().as_secs(), 24);
        assert!(pace.queue().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_right_after_a_turn_is_refused_at_once_as_well() {
        let pace = Arc::new(pace(1));
        pace.turn(|| Duration::ZERO).await.unwrap();
        let start = Instant::now();
        let waiting = enqueue(&pace, 1, &Arc::default());
        tokio::task::yield_now().await;
        let refused = pace.turn(|| 2 * MINUTE - SECOND).await.unwrap_err();
        assert_eq!((refused, start.elapsed()), (2 * MINUTE, Duration::ZERO));
        for task in waiting {
            task.await.unwrap();
        }
    }
}
