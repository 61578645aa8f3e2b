//! The times within which a call and its attempts have to end.

use std::future::{Future, poll_fn};
use std::pin::Pin;
#[cfg(feature = "rate-limit")]
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::task::coop::{Unconstrained, unconstrained};
use tokio::time::{Instant, Sleep, sleep_until};

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
    /// When an attempt that begins then is out of time, and by which of the two limits.
    pub(crate) fn of_attempt(&self, begin: Instant) -> Deadline {
        let elapsed = begin.saturating_duration_since(self.started);
        let left = self.total.saturating_sub(elapsed);
        if self.attempt < left {
            Deadline::new(begin, self.attempt, self.attempt, TimeoutScope::Attempt)
        } else {
            Deadline::new(begin, left, self.total, TimeoutScope::Call)
        }
    }
}

/// The timer of an attempt, for all that it waits for one after the other: setting one costs more than looking at it. It isn't set
/// before something has to be waited for. None never ends.
pub(crate) type Timer = Option<Unconstrained<Sleep>>;

/// A point in time, and what to say when it has passed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    /// None is so far away that no clock reaches it.
    at: Option<Instant>,
    /// Whether there never was any time.
    void: bool,
    /// Whether a timer for the same moment is around what this one limits.
    inner: bool,
    after: Duration,
    scope: TimeoutScope,
}

impl Deadline {
    fn new(begin: Instant, left: Duration, after: Duration, scope: TimeoutScope) -> Self {
        Self {
            at: begin.checked_add(left),
            void: left.is_zero(),
            inner: false,
            after,
            scope,
        }
    }

    /// The same for a part of what it limits already.
    pub(crate) fn inner(self) -> Self {
        Self {
            inner: true,
            ..self
        }
    }

    /// The same, but earlier, for a part that has to leave time for what comes after it.
    #[cfg(feature = "rate-limit")]
    pub(crate) fn earlier_by(self, reserve: Duration) -> Self {
        Self {
            at: self.at.map(|at| at.checked_sub(reserve).unwrap_or(at)),
            ..self
        }
    }

    /// Whether there never was any time: polling even once could send something.
    pub(crate) fn is_void(&self) -> bool {
        self.void
    }

    /// A timer that is to end then.
    pub(crate) fn timer(&self) -> Timer {
        // Unconstrained, or a part that is always busy would keep it from ever ending.
        self.at.map(|at| unconstrained(sleep_until(at)))
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

    /// The same of an attempt that has certainly not been sent.
    pub(crate) fn unsent(&self, endpoint: &'static Endpoint) -> Error {
        let error = TimeoutError::of(endpoint, self.scope, self.after);
        error.unsent().into()
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
    /// It looks at the clock first: a part that wasn't polled for a while may have become ready too late.
    #[cfg(feature = "rate-limit")]
    pub(crate) async fn limit<T>(self, part: impl Future<Output = T>) -> Option<T> {
        let Some(at) = self.at else {
            return Some(part.await);
        };
        let mut part = pin!(part);
        let mut timer = pin!(tokio::time::sleep_until(at));
        poll_fn(|context| {
            if self.has_passed() {
                return Poll::Ready(None);
            }
            match part.as_mut().poll(context) {
                Poll::Ready(value) => Poll::Ready(Some(value)),
                Poll::Pending => timer.as_mut().poll(context).map(|()| None),
            }
        })
        .await
    }

    /// What comes out of a part of an attempt, or none if it is out of time. It borrows the timer and the part, so that
    /// neither is moved.
    ///
    /// An [inner](Self::inner) one looks at the clock too, since the timer around it may be the first to fire.
    pub(crate) fn before<T>(
        &self,
        mut timer: Pin<&mut Timer>,
        mut part: Pin<&mut impl Future<Output = T>>,
    ) -> impl Future<Output = Option<T>> {
        poll_fn(move |context| {
            if let Poll::Ready(output) = part.as_mut().poll(context) {
                return Poll::Ready(Some(output));
            }
            match timer.as_mut().as_pin_mut() {
                Some(_) if self.inner && self.has_passed() => Poll::Ready(None),
                Some(timer) => timer.poll(context).map(|()| None),
                None => Poll::Pending,
            }
        })
    }

    fn has_passed(&self) -> bool {
        self.at.is_some_and(|at| at <= Instant::now())
    }
}
