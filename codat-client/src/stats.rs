//! The counters of a client.

use std::ops::Sub;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a client and its clones have done since it was built: see [`Client::stats`](crate::Client::stats).
///
/// The numbers are read one after the other, so under load they may differ by a few calls. A call that is dropped before its
/// end is counted in [`calls`](Self::calls), but neither as succeeded nor as failed.
///
/// ```
/// let stats = codat_client::Client::offline().stats();
/// assert_eq!(stats.attempts(), stats.retries());
/// println!("{} of {} calls failed", stats.failed(), stats.calls());
/// ```
///
/// The difference of two is what has happened between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    calls: u64,
    attempts: u64,
    retries: u64,
    throttled: u64,
    succeeded: u64,
    failed: u64,
}

impl Stats {
    /// The calls that were awaited. A call whose request could not be built isn't counted.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// The attempts of all calls, retries included.
    pub fn attempts(&self) -> u64 {
        self.attempts
    }

    /// The attempts that were retries.
    pub fn retries(&self) -> u64 {
        self.retries
    }

    /// The attempts whose response had the status 429.
    pub fn throttled(&self) -> u64 {
        self.throttled
    }

    /// The calls that returned a value.
    pub fn succeeded(&self) -> u64 {
        self.succeeded
    }

    /// The calls that ended with an error. A response that couldn't be decoded counts, too.
    pub fn failed(&self) -> u64 {
        self.failed
    }
}

impl Sub for Stats {
    type Output = Self;

    /// What has happened since an earlier reading. Each number is at least 0.
    fn sub(self, earlier: Self) -> Self {
        Self {
            calls: self.calls.saturating_sub(earlier.calls),
            attempts: self.attempts.saturating_sub(earlier.attempts),
            retries: self.retries.saturating_sub(earlier.retries),
            throttled: self.throttled.saturating_sub(earlier.throttled),
            succeeded: self.succeeded.saturating_sub(earlier.succeeded),
            failed: self.failed.saturating_sub(earlier.failed),
        }
    }
}

/// The counters behind [`Stats`].
#[derive(Debug, Default)]
pub(crate) struct Counters {
    calls: AtomicU64,
    attempts: AtomicU64,
    retries: AtomicU64,
    throttled: AtomicU64,
    succeeded: AtomicU64,
    failed: AtomicU64,
}

impl Counters {
    pub(crate) fn call(&self) {
        increment(&self.calls);
    }

    /// Counts an attempt of the given number within its call.
    pub(crate) fn attempt(&self, number: u32) {
        increment(&self.attempts);
        if number > 1 {
            increment(&self.retries);
        }
    }

    pub(crate) fn throttled(&self) {
        increment(&self.throttled);
    }

    /// Counts the end of a call: whether it has its value.
    pub(crate) fn end(&self, succeeded: bool) {
        increment(if succeeded {
            &self.succeeded
        } else {
            &self.failed
        });
    }

    pub(crate) fn snapshot(&self) -> Stats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            calls: read(&self.calls),
            attempts: read(&self.attempts),
            retries: read(&self.retries),
            throttled: read(&self.throttled),
            succeeded: read(&self.succeeded),
            failed: read(&self.failed),
        }
    }
}

fn increment(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
