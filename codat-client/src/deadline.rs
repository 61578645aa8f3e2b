//! The times within which a call and its attempts have to end.

use std::time::Duration;

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
        let in_time = self.limit(part).await;
        in_time.unwrap_or_else(|| Err(self.error(endpoint)))
    }

    /// The same for a part that has its own word for it: none if the time ran out.
    pub(crate) async fn limit<T>(self, part: impl Future<Output = T>) -> Option<T> {
        match self.at {
            Some(at) => tokio::time::timeout_at(at, part).await.ok(),
            None => Some(part.await),
        }
    }
}
