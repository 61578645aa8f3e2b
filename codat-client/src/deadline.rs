//! The times within which a call and its attempts have to end.

use std::time::Duration;
#[cfg(feature = "rate-limit")]
use std::{future::poll_fn, pin::pin, task::Poll};

use tokio::time::Instant;

use crate::endpoint::Endpoint;
use crate::error::{Error, TimeoutError, TimeoutScope};

/// The times of one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) started: Instant,
    pub(crate) total: Duration,
    pub(crate) attempt: Duration,
}

impl Limits {
    /// When an attempt that begins now is out of time, and by which of the two limits.
    pub(crate) fn of_attempt(&self) -> Deadline {
        let left = self.total.saturating_sub(self.started.elapsed());
        if self.attempt < left {
            Deadline::new(self.attempt, self.attempt, TimeoutScope::Attempt)
        } else {
            Deadline::new(left, self.total, TimeoutScope::Call)
        }
    }
}

/// A point in time, and what to say when it has passed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    /// None is so far away that no clock reaches it.
    at: Option<Instant>,
    after: Duration,
    scope: TimeoutScope,
}

impl Deadline {
    fn new(left: Duration, after: Duration, scope: TimeoutScope) -> Self {
        Self {
            at: Instant::now().checked_add(left),
            after,
            scope,
        }
    }

    /// Whether there is no time left at all: polling even once could send something.
    pub(crate) fn has_passed(&self) -> bool {
        self.at.is_some_and(|at| at <= Instant::now())
    }

    /// The time until then.
    pub(crate) fn left(&self) -> Duration {
        self.at.map_or(Duration::MAX, |at| {
            at.saturating_duration_since(Instant::now())
        })
    }

    pub(crate) fn error(&self, endpoint: &'static Endpoint) -> Error {
        TimeoutError::of(endpoint, self.scope, self.after).into()
    }

    /// Runs a part of an attempt as long as there is time.
    pub(crate) async fn within<T>(
        self,
        endpoint: &'static Endpoint,
        part: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        match self.at {
            Some(at) => tokio::time::timeout_at(at, part)
                .await
                .unwrap_or_else(|_elapsed| Err(self.error(endpoint))),
            None => part.await,
        }
    }

    /// The same for a part that has its own word for running out of time: none if it did.
    ///
    /// It looks at the clock too, since the timer of the attempt around it, for the same moment, may be the first to fire.
    #[cfg(feature = "rate-limit")]
    pub(crate) async fn limit<T>(self, part: impl Future<Output = T>) -> Option<T> {
        let Some(at) = self.at else {
            return Some(part.await);
        };
        let mut part = pin!(part);
        let mut timer = pin!(tokio::time::sleep_until(at));
        poll_fn(|context| match part.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending if self.has_passed() => Poll::Ready(None),
            Poll::Pending => timer.as_mut().poll(context).map(|()| None),
        })
        .await
    }
}
