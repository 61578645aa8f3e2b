//! A call that is polled until its value is the one that is waited for.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;
use tracing::Span;

#[cfg(feature = "blocking")]
use super::wait::{block_on, polled};
use super::{Call, Decode, Prepared, Sent, Unsent, polled_after_the_end, read};
use crate::endpoint::Endpoint;
use crate::engine::timer::Timer;
use crate::engine::trace;
use crate::error::{Error, TimeoutError, TimeoutScope, UntilError};
use crate::response::{FromResponse, Response};
use crate::retry::parse_retry_after;

const FIRST_INTERVAL: Duration = Duration::from_secs(1);
/// An interval grows up to this, unless the first one is longer.
const LONGEST_INTERVAL: Duration = Duration::from_secs(30);
/// No setting makes a loop without waits.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(1);
const GROWTH: f64 = 1.5;
const WITHIN: Duration = Duration::from_secs(10 * 60);

const NAME: &str = "an `Until`";

impl<T: FromResponse> Call<T> {
    /// Sends the call repeatedly until its value meets a condition, and returns this value.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     codat: codat_client::Client,
    /// #     company_id: codat_client::CompanyId,
    /// #     key: codat_client::models::PushOperationKey,
    /// # ) -> codat_client::Result<()> {
    /// use std::time::Duration;
    /// use codat_client::{api::PushData, models::PushOperation};
    ///
    /// let push = codat
    ///     .get_push_operation(company_id, key)
    ///     .until(PushOperation::is_final)
    ///     .within(Duration::from_secs(30 * 60))
    ///     .await?;
    /// println!("{:?}", push.status);
    /// # Ok(()) }
    /// ```
    ///
    /// [`Until`] explains when it polls, and how it ends.
    pub fn until<F: FnMut(&T) -> bool>(self, condition: F) -> Until<T, F> {
        let endpoint = self.endpoint.unwrap_or_else(|| Endpoint::fake());
        let source = match self.with_response().into_unsent() {
            Unsent::Request(request, decode) => Source::Polls {
                request,
                decode,
                step: Step::Begin,
            },
            Unsent::Known(result) => Source::Known(Some(result)),
        };
        Until {
            endpoint,
            source,
            condition,
            interval: FIRST_INTERVAL,
            within: WITHIN,
            run: None,
            last: None,
        }
    }
}

/// A call that is polled until its value meets a condition: the future of [`Call::until`].
///
/// The first poll begins at once. The wait before the second is 1 s, unless [`every`](Self::every) sets it. Each further wait is 1.5 times
/// as long as the one before, up to 30 s. A response's `Retry-After` makes a wait longer. The time limit is 10 minutes, unless
/// [`within`](Self::within) sets it. When it is reached, one last poll begins.
///
/// Each poll is a call of its own, with the settings of this one: it is retried, and it has its own time limit.
///
/// Only a `GET` or a `HEAD` can be polled, or an endpoint that is declared with `retry = always`. Any other call fails with
/// [`Error::Request`], and nothing is sent.
///
/// It owns all that it needs. Dropping it cancels the current poll or wait. All polls are in one `tracing` span, `codat.until`.
///
/// A call that was [made ready](Call::ready) has one value. If the value doesn't meet the condition, the time limit counts as reached at
/// once.
///
/// # Errors
///
/// [`UntilError`], which `?` turns into [`Error`]: the time limit was reached, or a poll failed, for example with a 404. It has the last
/// value.
///
/// # Panics
///
/// As a [`Call`] does, and if the condition does.
#[must_use = "nothing is sent unless it is awaited"]
pub struct Until<T, F> {
    endpoint: &'static Endpoint,
    source: Source<T>,
    condition: F,
    interval: Duration,
    within: Duration,
    /// None: it wasn't polled yet.
    run: Option<Run>,
    last: Option<Box<T>>,
}

/// Where the values come from.
enum Source<T> {
    Polls {
        request: Box<Prepared>,
        decode: Decode<Response<T>>,
        step: Step,
    },
    /// A fake's value, or what is wrong with the call, until it was given.
    Known(Option<Result<Response<T>, Error>>),
}

enum Step {
    Begin,
    Sent(Sent),
    Waiting(Pin<Box<Timer>>),
    Done,
}

/// What is known from the first poll on.
struct Run {
    span: Span,
    /// None: too far away for the clock.
    ends: Option<Instant>,
    polls: i64,
}

impl<T, F> Until<T, F> {
    /// Sets the wait before the second poll: 1 s unless set. The minimum is 1 ms.
    ///
    /// Later waits grow up to 30 s. If this wait is longer than 30 s, all waits are equal.
    pub fn every(mut self, interval: Duration) -> Self {
        self.interval = interval.max(SHORTEST_INTERVAL);
        self
    }

    /// Sets the time limit: 10 minutes unless set.
    ///
    /// The last poll begins when the limit is reached, so it may end later. If a `Retry-After` asks for more time than is left, the
    /// limit counts as reached at once.
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    fn expired(&mut self) -> UntilError<T> {
        let error = TimeoutError::of(self.endpoint, TimeoutScope::Until, self.within);
        UntilError::new(error.into(), self.last.take())
    }
}

impl<T, F: FnMut(&T) -> bool> Until<T, F> {
    /// Goes on until the next value: it is the result, or the reason for a wait.
    fn step(&mut self, context: &mut Context<'_>, run: &mut Run) -> Poll<Result<T, UntilError<T>>> {
        loop {
            let outcome = match &mut self.source {
                Source::Known(known) => match known.take() {
                    Some(outcome) => outcome,
                    None => polled_after_the_end(NAME),
                },
                Source::Polls {
                    request,
                    decode,
                    step,
                } => match step {
                    Step::Begin => {
                        run.polls += 1;
                        *step = Step::Sent(Box::pin(request.clone().send()));
                        continue;
                    }
                    Step::Waiting(timer) => {
                        ready!(timer.as_mut().poll(context));
                        *step = Step::Begin;
                        continue;
                    }
                    Step::Sent(sent) => {
                        let outcome = ready!(sent.as_mut().poll(context));
                        *step = Step::Done;
                        outcome.and_then(|response| read(*decode, &response, Ok))
                    }
                    Step::Done => polled_after_the_end(NAME),
                },
            };
            let response = match outcome {
                Ok(response) => response,
                Err(error) => return Poll::Ready(Err(UntilError::new(error, self.last.take()))),
            };
            let asked = parse_retry_after(response.headers(), SystemTime::now());
            let value = response.into_value();
            if (self.condition)(&value) {
                return Poll::Ready(Ok(value));
            }
            self.last = Some(Box::new(value));
            match (
                self.next_poll(asked.unwrap_or_default(), run),
                &mut self.source,
            ) {
                (Some(at), Source::Polls { step, .. }) => {
                    *step = Step::Waiting(Box::pin(Timer::until(at)));
                }
                _ => return Poll::Ready(Err(self.expired())),
            }
        }
    }

    /// When the next poll begins. None: the time is up.
    fn next_poll(&mut self, asked: Duration, run: &Run) -> Option<Instant> {
        let now = Instant::now();
        let wait = self.interval.max(asked);
        if self.interval < LONGEST_INTERVAL {
            self.interval = self.interval.mul_f64(GROWTH).min(LONGEST_INTERVAL);
        }
        match run.ends {
            Some(ends) => {
                let left = ends.saturating_duration_since(now);
                let is_up = left.is_zero() || asked > left;
                (!is_up).then(|| now + wait.min(left))
            }
            // A year is as good as for ever, and the clock can hold it.
            None => now.checked_add(wait.min(Duration::from_secs(365 * 24 * 3600))),
        }
    }
}

impl<T, F: FnMut(&T) -> bool> Future for Until<T, F> {
    type Output = Result<T, UntilError<T>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let mut run = this.run.take().unwrap_or_else(|| Run {
            span: trace::until(this.endpoint),
            ends: Instant::now().checked_add(this.within),
            polls: 0,
        });
        let polled = run.span.clone().in_scope(|| this.step(context, &mut run));
        match &polled {
            Poll::Pending => this.run = Some(run),
            Poll::Ready(outcome) => trace::record_until(&run.span, run.polls, outcome.is_err()),
        }
        polled
    }
}

#[cfg(feature = "blocking")]
impl<T, F> Until<T, F>
where
    T: Send + 'static,
    F: FnMut(&T) -> bool + Send + 'static,
{
    /// Polls, and blocks this thread until it has finished: for code that isn't async. It needs the feature `blocking`.
    ///
    /// The condition runs on the background thread of [`Call::wait`]. If it blocks, it delays all other blocking calls.
    ///
    /// # Errors
    ///
    /// Those of awaiting it, and those of [`Call::wait`].
    pub fn wait(mut self) -> Result<T, UntilError<T>> {
        let longest = match &self.source {
            Source::Polls {
                step: Step::Begin,
                request,
                ..
            } => self.within.saturating_add(request.total()),
            Source::Known(Some(_)) => Duration::ZERO,
            // Its timers and its connection belong to the runtime on which it began.
            Source::Polls { .. } | Source::Known(None) => {
                return Err(UntilError::new(polled(self.endpoint), self.last.take()));
            }
        };
        block_on(self.endpoint, longest, self)
            .unwrap_or_else(|error| Err(UntilError::new(error, None)))
    }
}

/// Nothing of it is pinned in place: what is under way has a box of its own.
impl<T, F> Unpin for Until<T, F> {}

impl<T, F> fmt::Debug for Until<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Until");
        match &self.source {
            Source::Polls { request, .. } => debug.field("request", &request.request),
            Source::Known(Some(Err(error))) => debug.field("error", error),
            Source::Known(_) => debug.field("state", &"known"),
        };
        debug.field("interval", &self.interval);
        debug.field("within", &self.within).finish_non_exhaustive()
    }
}
