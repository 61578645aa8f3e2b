//! How a call fails.

mod answer;
mod config;
mod connection;
mod context;
mod decode;
mod json_path;
mod layer;
mod rate_limit;
mod request;
mod timeout;

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use answer::Answer;
pub use answer::{ApiError, SdkError};
pub use config::{ConfigError, CredentialsError};
pub use connection::ConnectionError;
pub(crate) use context::Context;
pub use decode::{BodyTooLarge, DecodeError};
pub use layer::LayerError;
pub use rate_limit::RateLimitError;
pub use request::RequestError;
pub(crate) use request::RequestFault;
pub use timeout::{TimeoutError, TimeoutScope};

use crate::endpoint::Endpoint;
use crate::models::ErrorMessage;
use crate::raw_response::RawResponse;
use crate::retry::is_transient;

/// A failed call, or a client that could not be built.
///
/// The API documents two shapes of failure, [`Error::ErrorMessage`] and [`Error::Sdk`]; the others come about
/// on this side of the wire. The accessors answer what callers ask whatever the shape:
///
/// ```
/// use codat_client::Error;
///
/// fn explain(error: &Error) -> String {
///     if error.is_rate_limited() {
///         return format!("try again in {:?}", error.retry_after());
///     }
///     match error {
///         Error::ErrorMessage(answer) => format!("Codat says: {:?}", answer.message().error()),
///         Error::Sdk(answer) => format!("{} with {} bytes", answer.status(), answer.body().len()),
///         other => other.to_string(),
///     }
/// }
/// ```
///
/// # What it keeps and shows
///
/// Of an answer it keeps status, headers and at most 1 MiB of the body; of the attempts before, the [last](Self::earlier).
///
/// Neither `Debug` nor `Display` shows a key or a token. What they quote of an answer (an [`ErrorMessage`]'s text, a
/// content type, the start of a body that can't be read) is short, and masked wherever it could be one.
/// `Display` never repeats what [`source`](std::error::Error::source) says, so print the whole chain.
///
/// Clones are cheap and share what they hold: one failed call can be the answer to many.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server answered with a documented status (401, 402, 403, 404, 429, 500, 503, or one of the endpoint's own)
    /// and Codat's [`ErrorMessage`].
    #[error(transparent)]
    ErrorMessage(Arc<ApiError>),

    /// The server answered with any other status that isn't a success, or with a body that is something else.
    #[error(transparent)]
    Sdk(Arc<SdkError>),

    /// The request could not be built from the arguments, or can't be sent from here; nothing was sent.
    #[error(transparent)]
    Request(Arc<RequestError>),

    /// The credentials could not be had; no further attempt was sent.
    #[error(transparent)]
    Credentials(Arc<CredentialsError>),

    /// The connection could not be made, or broke before the answer was complete.
    #[error(transparent)]
    Connection(Arc<ConnectionError>),

    /// An attempt, or the whole call, ran out of time.
    #[error(transparent)]
    Timeout(Arc<TimeoutError>),

    /// The client's own rate limit held the attempt back for longer than it had time; it was not sent.
    #[error(transparent)]
    RateLimit(Arc<RateLimitError>),

    /// A [layer](crate::layer) of the program's own failed.
    #[error(transparent)]
    Layer(Arc<LayerError>),

    /// The server answered with success and a body that isn't what the endpoint returns.
    #[error(transparent)]
    Decode(Arc<DecodeError>),

    /// The server answered with success and a body larger than the
    /// [client's limit](crate::ClientBuilder::max_response_size).
    #[error(transparent)]
    BodyTooLarge(Arc<BodyTooLarge>),

    /// The client could not be built from its settings.
    #[error(transparent)]
    Config(Arc<ConfigError>),
}

impl Error {
    /// The error that this answer is, if it came in response to a call: for fakes that fail.
    ///
    /// ```
    /// use codat_client::{Call, Error, HeaderMap, RawResponse, StatusCode};
    ///
    /// let body = r#"{"error": "No company was found", "correlationId": "0a40c2f3"}"#;
    /// let answer = RawResponse::new(StatusCode::NOT_FOUND, HeaderMap::new(), body);
    /// let error = Error::from_response(answer);
    /// assert!(error.is_not_found());
    /// assert_eq!(error.correlation_id(), Some("0a40c2f3"));
    /// let call: Call<String> = Call::ready(Err(error));
    /// ```
    pub fn from_response(response: RawResponse) -> Self {
        Answer::new(response).into_error()
    }

    /// The HTTP status, if the server answered. It is the one on the wire, never the `statusCode` in the body.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Decode(error) => Some(error.status()),
            Self::BodyTooLarge(error) => Some(error.status()),
            _ => self.answer().map(Answer::status),
        }
    }

    /// Codat's [`ErrorMessage`], if the server sent one.
    pub fn error_message(&self) -> Option<&ErrorMessage> {
        match self {
            Self::ErrorMessage(error) => Some(error.message()),
            _ => None,
        }
    }

    /// The id under which Codat's support finds this failure.
    pub fn correlation_id(&self) -> Option<&str> {
        self.error_message()?.correlation_id()
    }

    /// How long the server, or the client's own rate limit, asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimit(error) => error.retry_after(),
            _ => self.answer()?.retry_after,
        }
    }

    /// Whether the same call may succeed later: 408, 429, any 5XX, a failed connection (but for a certificate that isn't
    /// trusted), a time-out or the client's own rate limit.
    ///
    /// It says nothing of whether repeating is *safe*: a `POST` that timed out may have been executed.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connection(error) => !error.is_untrusted(),
            Self::Timeout(_) | Self::RateLimit(_) => true,
            _ => self
                .answer()
                .is_some_and(|answer| is_transient(answer.status())),
        }
    }

    /// Whether an attempt or the whole call ran out of time.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether the server answered 401: the API key is wrong.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Whether the server answered 404: what the request names doesn't exist, or no longer.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether a rate limit or the daily quota is used up: the server answered 429, or the client's own rate limit held the
    /// call back.
    pub fn is_rate_limited(&self) -> bool {
        matches!(self, Self::RateLimit(_)) || self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// The endpoint that was called; none for a client that could not be built.
    pub fn endpoint(&self) -> Option<&'static Endpoint> {
        self.context().map(|context| context.endpoint)
    }

    /// How many attempts the call made, this last one included: 0 if it failed before the first.
    pub fn attempts(&self) -> u32 {
        self.context().map_or(0, |context| context.attempts)
    }

    /// How the attempt before the last one had failed, if there was one.
    ///
    /// It matters where the last failure doesn't tell the whole story: a `DELETE` whose connection broke may have been
    /// executed, and its repeat then answers 404.
    pub fn earlier(&self) -> Option<&Self> {
        self.context()?.earlier.as_ref()
    }

    /// What to do about it, where there is something to say beyond the message: a deprecated endpoint that answers 404
    /// names its replacement, and a call that wasn't retried because the [budget](crate::RetryBudget) is spent says so.
    pub fn help(&self) -> Option<String> {
        if self.context().is_some_and(|context| context.budget_spent) {
            return Some("it was not retried: the client's retry budget is spent".to_owned());
        }
        self.answer()?.help()
    }

    /// The name of this kind of failure, as `error.type` of a span: the status, or a word.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::ErrorMessage(_) | Self::Sdk(_) => "status",
            Self::Request(_) => "request",
            Self::Credentials(_) => "credentials",
            Self::Connection(_) => "connection",
            Self::Timeout(_) => "timeout",
            Self::RateLimit(_) => "rate_limit",
            Self::Layer(_) => "layer",
            Self::Decode(_) => "decode",
            Self::BodyTooLarge(_) => "body_too_large",
            Self::Config(_) => "config",
        }
    }

    /// The same failure, knowing of the attempts before it.
    pub(crate) fn following(mut self, attempts: u32, earlier: Option<Self>) -> Self {
        if let Some(context) = self.context_mut() {
            context.attempts = attempts;
            context.earlier = earlier.map(|mut earlier| {
                // Only one: a call may make any number of attempts.
                if let Some(context) = earlier.context_mut() {
                    context.earlier = None;
                }
                earlier
            });
        }
        self
    }

    /// The same failure, which would have been retried if the client's budget weren't spent.
    pub(crate) fn beyond_budget(mut self) -> Self {
        if let Some(context) = self.context_mut() {
            context.budget_spent = true;
        }
        self
    }

    /// What the server answered, where it answered with an error.
    fn answer(&self) -> Option<&Answer> {
        match self {
            Self::ErrorMessage(error) => Some(error.answer()),
            Self::Sdk(error) => Some(error.answer()),
            _ => None,
        }
    }

    fn context(&self) -> Option<&Context> {
        match self {
            Self::ErrorMessage(error) => Some(&error.answer().context),
            Self::Sdk(error) => Some(&error.answer().context),
            Self::Request(error) => Some(&error.context),
            Self::Credentials(error) => error.context.as_ref(),
            Self::Connection(error) => Some(&error.context),
            Self::Timeout(error) => Some(&error.context),
            Self::RateLimit(error) => Some(&error.context),
            Self::Layer(error) => Some(&error.context),
            Self::Decode(error) => Some(&error.context),
            Self::BodyTooLarge(error) => Some(&error.context),
            Self::Config(_) => None,
        }
    }

    /// None as well where the failure is shared already: then it has been told, and stays as it was told.
    fn context_mut(&mut self) -> Option<&mut Context> {
        match self {
            Self::ErrorMessage(error) => Arc::get_mut(error).map(|e| &mut e.answer_mut().context),
            Self::Sdk(error) => Arc::get_mut(error).map(|e| &mut e.answer_mut().context),
            Self::Request(error) => Arc::get_mut(error).map(|e| &mut e.context),
            Self::Credentials(error) => Arc::get_mut(error)?.context.as_mut(),
            Self::Connection(error) => Arc::get_mut(error).map(|e| &mut e.context),
            Self::Timeout(error) => Arc::get_mut(error).map(|e| &mut e.context),
            Self::RateLimit(error) => Arc::get_mut(error).map(|e| &mut e.context),
            Self::Layer(error) => Arc::get_mut(error).map(|e| &mut e.context),
            Self::Decode(error) => Arc::get_mut(error).map(|e| &mut e.context),
            Self::BodyTooLarge(error) => Arc::get_mut(error).map(|e| &mut e.context),
            Self::Config(_) => None,
        }
    }
}

/// Wraps each error, so that `?` does.
macro_rules! from {
    ($($error:ty => $variant:ident),* $(,)?) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::$variant(Arc::new(error))
            }
        }
    )*};
}

from! {
    ApiError => ErrorMessage,
    SdkError => Sdk,
    RequestError => Request,
    CredentialsError => Credentials,
    ConnectionError => Connection,
    TimeoutError => Timeout,
    RateLimitError => RateLimit,
    LayerError => Layer,
    DecodeError => Decode,
    BodyTooLarge => BodyTooLarge,
    ConfigError => Config,
}
