//! The time limits of a call and of its attempts.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::task::coop::{Unconstrained, unconstrained};
use tokio::time::Instant;

use super::timer::Timer;
use crate::endpoint::Endpoint;
use crate::error::{Error, TimeoutError, TimeoutScope};

/// The time limits of one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) started: Instant,
    pub(crate) total: Duration,
    pub(crate) attempt: Duration,
}

impl Limits {
    /// The deadline of an attempt that begins at `begin`: the earlier of the two limits.
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

/// The timer of an attempt. All steps of the attempt share it, since registering a timer is expensive. It is registered when a
/// step first has to wait. None: no limit.
pub(crate) type OptionalTimer = Option<Unconstrained<Timer>>;

/// A point in time, and the error to return once it has passed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    /// None: too far away for the clock.
    at: Option<Instant>,
    /// Whether no time was left from the beginning.
    void: bool,
    /// Whether an outer timer ends at the same moment.
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

    /// The same deadline inside a future that it already limits.
    pub(crate) fn inner(self) -> Self {
        Self {
            inner: true,
            ..self
        }
    }

    /// An earlier deadline, for a step that must leave time for the next one.
    #[cfg(feature = "rate-limit")]
    pub(crate) fn earlier_by(self, reserve: Duration) -> Self {
        Self {
            at: self.at.map(|at| at.checked_sub(reserve).unwrap_or(at)),
            ..self
        }
    }

    /// Whether no time was left from the beginning. Then the request must not be polled at all, since that could send it.
    pub(crate) fn is_void(&self) -> bool {
        self.void
    }

    /// A timer that ends at the deadline.
    pub(crate) fn timer(&self) -> OptionalTimer {
        // Without tokio's cooperative budget: a step that uses up the budget would keep the timer from ending.
        self.at.map(|at| unconstrained(Timer::until(at)))
    }

    /// The time until the deadline.
    pub(crate) fn left(&self) -> Duration {
        self.at.map_or(Duration::MAX, |at| {
            at.saturating_duration_since(Instant::now())
        })
    }

    /// The error of an attempt that may have been sent.
    pub(crate) fn error(&self, endpoint: &'static Endpoint) -> Error {
        TimeoutError::of(endpoint, self.scope, self.after).into()
    }

    /// The error of an attempt that has certainly not been sent.
    pub(crate) fn unsent(&self, endpoint: &'static Endpoint) -> Error {
        let error = TimeoutError::of(endpoint, self.scope, self.after);
        error.unsent().into()
    }

    /// Runs a step of an attempt until the deadline.
    pub(crate) async fn within<T>(
        self,
        endpoint: &'static Endpoint,
        step: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let timer = pin!(self.timer());
        let output = self.before(timer, pin!(step)).await;
        output.unwrap_or_else(|| Err(self.error(endpoint)))
    }

    /// Runs a step that has an error of its own for running out of time: the result is then `None`.
    ///
    /// It reads the clock first: a step that wasn't polled for a while may have become ready too late.
    #[cfg(feature = "rate-limit")]
    pub(crate) async fn limit<T>(self, step: impl Future<Output = T>) -> Option<T> {
        let mut step = pin!(step);
        let mut timer = pin!(self.timer());
        poll_fn(|context| {
            if self.has_passed() {
                return Poll::Ready(None);
            }
            match step.as_mut().poll(context) {
                Poll::Ready(output) => Poll::Ready(Some(output)),
                Poll::Pending => match timer.as_mut().as_pin_mut() {
                    Some(timer) => timer.poll(context).map(|()| None),
                    None => Poll::Pending,
                },
            }
        })
        .await
    }

    /// Runs a step of an attempt by the attempt's timer. The result is `None` if the time is up first.
    ///
    /// An [inner](Self::inner) deadline also reads the clock, since the outer timer may fire first.
    pub(crate) fn before<T>(
        &self,
        mut timer: Pin<&mut OptionalTimer>,
        mut step: Pin<&mut impl Future<Output = T>>,
    ) -> impl Future<Output = Option<T>> {
        poll_fn(move |context| {
            if let Poll::Ready(output) = step.as_mut().poll(context) {
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
