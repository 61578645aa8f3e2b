//! The number of retries that all calls of a client may make.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The price of a retry. The bucket counts in tenths of a retry.
const RETRY: u64 = 10;

/// What a call that succeeds at its first attempt puts in.
const REFILL: u64 = 1;

/// A limit on the retries of all calls of a client, so that retries don't multiply the load of a server in an outage.
///
/// The budget is full at first:
///
/// - Each retry takes one from it.
/// - A retry that gets a response gives it back. So does a retry whose call is dropped.
/// - Ten calls that get a response at their first attempt give one.
///
/// Here, a response is any but 408, 429 and 5XX. So retries are free while the server works, and an outage uses up the budget. Then a failed
/// call isn't retried, and [`Error::help`](crate::Error::help) says so. The clients of AWS and gRPC do the same.
///
/// All clones of a budget share it, and so do all clients that have one.
///
/// ```
/// # fn main() -> codat_client::Result<()> {
/// use codat_client::{Client, Credentials, RetryBudget};
///
/// let budget = RetryBudget::new(50);
/// let codat = Client::builder()
///     .credentials(Credentials::api_key("my-api-key"))
///     .retry_budget(budget.clone())
///     .build()?;
/// assert_eq!(budget.available(), Some(50));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct RetryBudget {
    /// None: no limit.
    bucket: Option<Arc<Bucket>>,
}

struct Bucket {
    capacity: u64,
    tokens: AtomicU64,
}

impl RetryBudget {
    /// A budget of this many retries.
    pub fn new(retries: u32) -> Self {
        let capacity = u64::from(retries) * RETRY;
        Self {
            bucket: Some(Arc::new(Bucket {
                capacity,
                tokens: AtomicU64::new(capacity),
            })),
        }
    }

    /// No limit: each call retries as its own settings say, whatever happens to other calls.
    pub fn unlimited() -> Self {
        Self { bucket: None }
    }

    /// The number of retries that can be made now, or `None` if there is no limit.
    pub fn available(&self) -> Option<u32> {
        self.bucket.as_ref().map(|bucket| {
            let retries = bucket.tokens.load(Ordering::Relaxed) / RETRY;
            u32::try_from(retries).unwrap_or(u32::MAX)
        })
    }

    /// Takes out one retry, if there is one.
    pub(crate) fn withdraw(&self) -> Option<Withdrawal<'_>> {
        let bucket = self.bucket.as_deref();
        let granted = bucket.is_none_or(|bucket| bucket.change(|tokens| tokens.checked_sub(RETRY)));
        granted.then(|| Withdrawal { bucket })
    }

    /// Puts in what a call earns that gets a response at its first attempt.
    pub(crate) fn deposit(&self) {
        if let Some(bucket) = &self.bucket {
            bucket.put_in(REFILL);
        }
    }
}

/// What one retry has taken out. It goes back unless it is spent: if the retry gets a response, or the call is dropped.
#[must_use]
#[derive(Default)]
pub(crate) struct Withdrawal<'a> {
    /// None: nothing was taken out.
    bucket: Option<&'a Bucket>,
}

impl Withdrawal<'_> {
    /// The retry has failed.
    pub(crate) fn spend(&mut self) {
        self.bucket = None;
    }
}

impl Drop for Withdrawal<'_> {
    fn drop(&mut self) {
        if let Some(bucket) = self.bucket {
            bucket.put_in(RETRY);
        }
    }
}

impl Bucket {
    fn put_in(&self, tokens: u64) {
        // Mostly it is full, and reading is all there is to do.
        self.change(|now| (now < self.capacity).then(|| self.capacity.min(now + tokens)));
    }

    /// Whether the change was made.
    fn change(&self, change: impl FnMut(u64) -> Option<u64>) -> bool {
        let changed = self
            .tokens
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, change);
        changed.is_ok()
    }
}

impl Default for RetryBudget {
    /// 100 retries.
    fn default() -> Self {
        Self::new(100)
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryBudget")
            .field("available", &self.available())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a retry, if there is one.
    fn retry(budget: &RetryBudget) -> bool {
        let mut withdrawal = budget.withdraw();
        withdrawal.iter_mut().for_each(Withdrawal::spend);
        withdrawal.is_some()
    }

    #[test]
    fn what_is_spent_is_denied() {
        let budget = RetryBudget::new(2);
        assert!(retry(&budget));
        assert!(retry(&budget));
        assert!(!retry(&budget));
        assert_eq!(budget.available(), Some(0));
    }

    #[test]
    fn a_retry_goes_back_unless_it_is_spent() {
        let budget = RetryBudget::new(1);
        let withdrawn = budget.withdraw();
        assert_eq!(budget.available(), Some(0));
        drop(withdrawn);
        assert_eq!(budget.available(), Some(1));
    }

    #[test]
    fn ten_calls_earn_a_retry() {
        let budget = RetryBudget::new(3);
        while retry(&budget) {}
        for _ in 0..9 {
            budget.deposit();
        }
        assert!(!retry(&budget));
        budget.deposit();
        assert_eq!(budget.available(), Some(1));
    }

    #[test]
    fn it_never_holds_more_than_it_began_with() {
        let budget = RetryBudget::new(1);
        budget.deposit();
        assert_eq!(budget.available(), Some(1));
        let nothing = RetryBudget::new(0);
        nothing.deposit();
        assert!(!retry(&nothing));
    }

    #[test]
    fn clones_share_a_bucket_and_unlimited_has_none() {
        let budget = RetryBudget::new(1);
        assert!(retry(&budget.clone()));
        assert!(!retry(&budget));
        let unlimited = RetryBudget::unlimited();
        assert!((0..1000).all(|_| retry(&unlimited)));
        assert_eq!(unlimited.available(), None);
    }
}
