//! One call of an endpoint, as a caller holds it: made, but not yet sent.

#[cfg(not(feature = "blocking"))]
mod no_wait;
mod outcome;
mod prepared;
mod repeat;
mod settings;
mod until;
#[cfg(feature = "blocking")]
mod wait;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::endpoint::Endpoint;
use crate::error::{Error, RequestError};
use crate::request::Request;
use crate::response::{FromResponse, RawResponse, Response};
#[cfg(not(feature = "blocking"))]
pub(crate) use no_wait::NeedsFeatureBlocking;
pub(crate) use outcome::{Decode, read};
use outcome::{Outcome, Read, read_into};
pub(crate) use prepared::Prepared;
pub(crate) use repeat::Unsent;
pub use until::Until;
#[cfg(feature = "blocking")]
pub(crate) use wait::block_on;

/// One call of an endpoint: await it to send it.
///
/// A call is a [`Future`] that owns all that it needs. `join!`, `select!`, `tokio::spawn`, `timeout` and `FuturesUnordered` take it
/// as it is. It sends nothing before it is first polled. Dropping it cancels the current attempt or wait. The server may still
/// execute a request that it has received.
///
/// You can change the settings of one call before you await it:
///
/// ```no_run
/// # async fn example(codat: codat_client::Client, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
/// use std::time::Duration;
/// use codat_client::{RetryConfig, api::Companies};
///
/// let token = codat
///     .get_company_access_token(company_id)
///     .retries(RetryConfig::none())
///     .timeout(Duration::from_secs(5))
///     .await?;
/// # Ok(()) }
/// ```
///
/// If you change a setting after the call was first polled, the call is cancelled and returns [`Error::Request`].
///
/// In code that isn't async, use `wait` instead of `.await`. It needs the feature `blocking`.
///
/// [`items`](Self::items) and [`pages`](Self::pages) turn a call that returns one page into a stream over the whole list.
/// [`until`](Self::until) polls until the value meets a condition.
///
/// # Where the arguments go
///
/// An argument can't change the path, or add a query parameter or a header. If a value is refused, the call fails and sends
/// nothing.
///
/// | place | how it is sent | what is refused |
/// | --- | --- | --- |
/// | path | as one segment, percent-encoded except for `A`–`Z`, `a`–`z`, `0`–`9`, `-`, `.`, `_` and `~` | an empty value, `.` and `..` |
/// | query, form | percent-encoded; a space is `%20` in a query and `+` in a form | a value that is neither single, optional nor a list; a number that is infinite or `NaN`; a field that repeats a declared parameter |
/// | header | as it is, and marked as sensitive | a control character other than the tab, white space at its ends |
/// | JSON | as `serde_json` writes it: `None`, `NaN` and infinite numbers are `null` | a map whose keys aren't strings |
/// | multipart | as [`Multipart`](crate::body::Multipart) says | a media type that isn't a valid header value |
///
/// Codat refuses `null` in some places. `#[serde(skip_serializing_if = "Option::is_none")]` on a field leaves it out of JSON. In
/// queries, forms and headers, `None` is always left out.
///
/// The URL can have up to 64 KiB, and so can all headers together. If they are larger, the call fails.
///
/// # Errors
///
/// Awaiting the call returns any [`Error`] except [`Error::Config`]. If the value of an argument or a setting is wrong, the error is
/// [`Error::Request`], and nothing is sent.
///
/// If it is polled outside of a tokio runtime, for example after the runtime on which it began was dropped, it is cancelled, and the
/// error is [`Error::Request`], too. [`Error::may_have_been_executed`] says whether it was sent.
///
/// # Panics
///
/// - If it is polled again after it has finished, as with most futures.
/// - In a tokio runtime that was built without timers (`enable_time` or `enable_all`).
/// - If a [layer](crate::layer) or a [provider of credentials](crate::Credentials::provider) panics.
#[must_use = "a call does nothing unless it is awaited"]
pub struct Call<T> {
    endpoint: Option<&'static Endpoint>,
    state: State,
    outcome: Outcome<T>,
}

/// The states of a call.
enum State {
    /// Could not be built, was given a setting that can't be, or was made ready to fail.
    Failed(Box<Error>),
    /// Made, and not yet polled.
    Prepared(Box<Prepared>),
    /// Under way.
    Sent(Sent),
    /// Finished, or made ready.
    Done,
}

pub(crate) type Sent = Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send>>;

impl<T> Call<T> {
    /// A call that already has its result, for fakes.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> codat_client::Result<()> {
    /// use codat_client::Call;
    ///
    /// assert_eq!(Call::ready(Ok(5)).await?, 5);
    /// # Ok(()) }
    /// ```
    ///
    /// # How a fake fails
    ///
    /// - [`Error::from_response`] makes the error of a response: a 404, a 429 or a 503;
    /// - [`ConnectionError::refused()`](crate::error::ConnectionError::refused)`.into()`: nothing was sent;
    /// - [`ConnectionError::broken()`](crate::error::ConnectionError::broken)`.into()`: the write may have been executed;
    /// - [`TimeoutError::new(…)`](crate::error::TimeoutError::new)`.into()`: a timeout; the write may have been executed.
    ///
    /// If the call is given an [idempotency key](Self::idempotency_key), the error [has it](Error::idempotency_key). Create a new error
    /// for each call: clones of an error share the key of the first call.
    pub fn ready(result: Result<T, Error>) -> Self {
        let (state, value) = match result {
            Ok(value) => (State::Done, Some(value)),
            Err(error) => (State::Failed(Box::new(error)), None),
        };
        Self {
            endpoint: None,
            state,
            outcome: Outcome::ready(value),
        }
    }

    /// The description of the endpoint. `None` for a call that was [made ready](Self::ready).
    pub fn endpoint(&self) -> Option<&'static Endpoint> {
        self.endpoint
    }

    /// The request as it will be sent, for tests and debugging. `None` for a call that was [made ready](Self::ready), could not be
    /// built, or was polled.
    ///
    /// ```
    /// # fn example(codat: &codat_client::Client) {
    /// use codat_client::{CompanyId, api::Companies};
    ///
    /// let call = codat.get_company_access_token(CompanyId::nil());
    /// let request = call.request().unwrap();
    /// assert_eq!(request.method(), "GET");
    /// assert!(request.url().path().ends_with("/accessToken"));
    /// # }
    /// # example(codat_client::Client::offline());
    /// ```
    pub fn request(&self) -> Option<&Request> {
        match &self.state {
            State::Prepared(prepared) => Some(&prepared.request),
            _ => None,
        }
    }
}

impl<T: FromResponse> Call<T> {
    pub(crate) fn new(
        endpoint: &'static Endpoint,
        built: Result<Box<Prepared>, RequestError>,
    ) -> Self {
        Self {
            endpoint: Some(endpoint),
            state: State::new(built),
            outcome: Outcome::unread(),
        }
    }

    /// The same call, but it returns status, headers and quota together with the value.
    ///
    /// A call that was [made ready](Self::ready) returns the status 200, one attempt and no headers.
    pub fn with_response(self) -> Call<Response<T>> {
        let outcome = match self.outcome {
            Outcome {
                decode: Some(_), ..
            } => Outcome::unread(),
            Outcome { value, .. } => Outcome::ready(value.map(|value| {
                let unsent = RawResponse {
                    attempts: 1,
                    ..RawResponse::new(StatusCode::OK, HeaderMap::new(), Bytes::new())
                };
                Response::new(value, &unsent)
            })),
        };
        Call {
            endpoint: self.endpoint,
            state: self.state,
            outcome,
        }
    }
}

impl State {
    fn new(built: Result<Box<Prepared>, RequestError>) -> Self {
        match built {
            Ok(prepared) => Self::Prepared(prepared),
            Err(error) => Self::Failed(Box::new(error.into())),
        }
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
        outcome: &mut dyn Read,
    ) -> Poll<Result<(), Error>> {
        let mut sent = match std::mem::replace(self, Self::Done) {
            Self::Failed(error) => return Poll::Ready(Err(*error)),
            Self::Prepared(prepared) => Box::pin(prepared.send()) as Sent,
            Self::Sent(sent) => sent,
            Self::Done => return Poll::Ready(Ok(())),
        };
        match sent.as_mut().poll(context) {
            Poll::Ready(Ok(response)) => Poll::Ready(read_into(outcome, &response)),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                *self = Self::Sent(sent);
                Poll::Pending
            }
        }
    }
}

#[cold]
#[expect(
    clippy::panic,
    reason = "a future's contract: it isn't polled after it has finished"
)]
fn polled_after_the_end(what: &str) -> ! {
    panic!("{what} was polled after it had finished")
}

impl<T> Future for Call<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let call = &mut *self;
        match call.state.poll(context, &mut call.outcome) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) => match call.outcome.value.take() {
                Some(value) => Poll::Ready(Ok(value)),
                None => polled_after_the_end("a `Call`"),
            },
        }
    }
}

/// Nothing of it is pinned in place: what is under way has a box of its own.
impl<T> Unpin for Call<T> {}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Call");
        debug.field("endpoint", &self.endpoint.map(Endpoint::name));
        match &self.state {
            State::Failed(error) => debug.field("error", error),
            State::Prepared(prepared) => debug.field("request", &prepared.request),
            State::Sent(_) => debug.field("state", &"sent"),
            State::Done if self.outcome.value.is_some() => debug.field("state", &"ready"),
            State::Done => debug.field("state", &"done"),
        };
        debug.finish()
    }
}

#[cfg(all(test, target_pointer_width = "64"))]
mod tests {
    use super::*;
    use crate::api::Companies as _;
    use crate::{Client, CompanyId};

    /// What a call needs while it waits, beside what the HTTP client does.
    #[test]
    fn a_call_under_way_is_small() {
        let call = Client::offline().get_company_access_token(CompanyId::nil());
        let State::Prepared(prepared) = call.state else {
            panic!("{call:?}");
        };
        let bytes = size_of_val(&*prepared) + size_of_val(&prepared.send());
        assert!(bytes <= 944 + 512, "{bytes} bytes");
    }
}
