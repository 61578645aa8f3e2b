//! How a call fails.

mod accessors;
mod attempts;
mod config;
mod connection;
mod context;
mod decode;
mod error_message;
mod error_response;
mod explanation;
pub(crate) mod invisible;
mod json_path;
pub(crate) mod known_secret;
mod layer;
pub(crate) mod lenient;
mod looks_secret;
mod problem_details;
mod rate_limit;
pub(crate) mod redact;
mod redirect;
mod request;
mod timeout;
mod transport;
mod until;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

pub use config::{ConfigError, CredentialsError};
pub use connection::ConnectionError;
pub(crate) use context::{Context, History, NotRetried};
pub use decode::{BodyTooLarge, DecodeError};
pub use error_message::{ErrorMessage, ErrorValidation, ErrorValidationItem};
pub(crate) use error_response::ErrorResponse;
pub use error_response::{ApiError, SdkError};
pub use layer::LayerError;
pub use rate_limit::RateLimitError;
pub use redirect::RedirectError;
pub use request::RequestError;
pub(crate) use request::RequestFault;
pub use timeout::{TimeoutError, TimeoutScope};
pub use until::UntilError;

use crate::endpoint::Endpoint;
use crate::response::RawResponse;

/// A failed call, or a client that could not be built.
///
/// [`Error::ErrorMessage`] and [`Error::Sdk`] are error responses of the server. They have the names that Codat's own clients use. The
/// other variants come from the client itself. The accessors work for every variant:
///
/// ```
/// use codat_client::Error;
///
/// fn explain(error: &Error) -> String {
///     if error.is_rate_limited() {
///         return format!("try again in {:?}", error.retry_after());
///     }
///     match error {
///         Error::ErrorMessage(error) => format!("Codat says: {:?}", error.message().error()),
///         Error::Sdk(error) => format!("{} with {} bytes", error.status(), error.body().len()),
///         // `{:#}` also prints the causes.
///         other => format!("{other:#}"),
///     }
/// }
/// ```
///
/// `docs/fault-matrix.md` in the repository shows what the client does for each network or server fault.
///
/// # Whether a write was executed
///
/// A failed write may have been executed. The response may be lost, or the server may still be working.
/// [`may_have_been_executed`](Self::may_have_been_executed) covers all attempts of the call. If it is true:
///
/// - After a 408 or a 5XX, Codat returns the same response for the same [idempotency key](Self::idempotency_key) for 90 minutes. Check
///   whether the write was executed. If not, send it as a new call, which has a new key.
/// - After a successful response (`Decode`, `BodyTooLarge`), the write was executed.
/// - After a 4XX other than 408, 409 and 429, an earlier attempt with this key may have been executed. If there was none, nothing was.
/// - If the key [is expired](RequestError::is_key_expired), an earlier call may have been executed. Check it.
/// - Otherwise wait, then send the same write again with its key, within these 90 minutes. Codat executes it only once. A 409 means that
///   the first attempt is still running.
///
/// ```
/// use std::time::SystemTime;
/// use codat_client::api::Settings;
/// use codat_client::models::ConnectionManagementAllowedOrigins;
/// use codat_client::{Client, StatusCode};
///
/// async fn allow(codat: &Client, origins: &ConnectionManagementAllowedOrigins) -> codat_client::Result<()> {
///     let first_sent = SystemTime::now();
///     let Err(error) = codat.set_cors_settings(origins).await else {
///         return Ok(());
///     };
///     // Codat would return any other response again.
///     let is_final = error.status().is_some_and(|status| {
///         status != StatusCode::CONFLICT && status != StatusCode::TOO_MANY_REQUESTS
///     });
///     match error.idempotency_key() {
///         Some(key) if error.may_have_been_executed() && !is_final => {
///             codat.set_cors_settings(origins).idempotency_key_since(key, first_sent).await?;
///             Ok(())
///         }
///         _ => Err(error),
///     }
/// }
/// ```
///
/// # What it keeps and shows
///
/// An error keeps the response's status, its headers and at most 1 MiB of its body, and the error of the
/// [attempt before](Self::earlier).
///
/// - Neither `Debug` nor `Display` shows an API key or an access token. They quote only short parts of a response: the text of an
///   [`ErrorMessage`], a content type, or the start of a body that can't be decoded. What could be a key or a token is masked there.
/// - `{error}` doesn't include the [`source`](std::error::Error::source). `{error:#}` appends all sources, each after a colon, as in
///   `anyhow`.
/// - `{error:?}` is the same line as `{error:#}`, because `unwrap` and a `main` that returns the error print it. `{error:#?}` shows all
///   details.
///
/// Clones are cheap and share their content, so one failed call can be reported to many callers.
#[derive(Clone)]
#[non_exhaustive]
pub enum Error {
    /// The server returned a documented error status (401, 402, 403, 404, 429, 500, 503, or one of the endpoint's
    /// `errors(…)`), with Codat's [`ErrorMessage`].
    ErrorMessage(Arc<ApiError>),

    /// The server returned another error status, or a body that isn't an [`ErrorMessage`].
    Sdk(Arc<SdkError>),

    /// The request can't be built from the arguments, a setting of the call is wrong, or the request can't be sent from here. Nothing was
    /// sent, unless a setting was changed after the call had begun.
    Request(Arc<RequestError>),

    /// The API key is malformed, or the provider of credentials failed. This attempt was not sent.
    Credentials(Arc<CredentialsError>),

    /// The connection could not be made, or broke before the response was complete.
    Connection(Arc<ConnectionError>),

    /// A [custom HTTP client](crate::ClientBuilder::http_client) followed a redirect, which may have taken the request elsewhere.
    Redirect(Arc<RedirectError>),

    /// An attempt or the whole call reached its time limit.
    Timeout(Arc<TimeoutError>),

    /// The client's `RateLimit` would delay the attempt for longer than its time limit allows. This attempt was not sent.
    RateLimit(Arc<RateLimitError>),

    /// One of your [layers](crate::layer) failed.
    Layer(Arc<LayerError>),

    /// The response was successful, but its body can't be decoded into the return type.
    Decode(Arc<DecodeError>),

    /// The response was successful, but its body is larger than the
    /// [client's limit](crate::ClientBuilder::max_response_size).
    BodyTooLarge(Arc<BodyTooLarge>),

    /// The client can't be built from its settings.
    Config(Arc<ConfigError>),
}

impl Error {
    /// The error of a call with this response: for fakes that fail.
    ///
    /// ```
    /// use codat_client::{Call, Error, HeaderMap, RawResponse, StatusCode};
    ///
    /// let body = r#"{"error": "No company was found", "correlationId": "0a40c2f3"}"#;
    /// let response = RawResponse::new(StatusCode::NOT_FOUND, HeaderMap::new(), body);
    /// let error = Error::from_response(response);
    /// assert!(error.is_not_found());
    /// assert_eq!(error.correlation_id(), Some("0a40c2f3"));
    /// let call: Call<String> = Call::ready(Err(error));
    /// ```
    ///
    /// The error's message says that it is from a fake, unless the response has [an endpoint](RawResponse::with_endpoint).
    pub fn from_response(response: RawResponse) -> Self {
        let context = Context::of(&response);
        ErrorResponse::new(context, response).into_error()
    }

    /// The error of a call that was given a setting when its first attempt might have been sent.
    pub(crate) fn changed_after_poll(endpoint: &'static Endpoint) -> Self {
        let error = Self::from(RequestError::new(endpoint, RequestFault::ChangedAfterPoll));
        let history = History {
            may_have_been_executed: true,
            ..History::default()
        };
        error.with_history(endpoint, history)
    }

    /// The name of this kind of failure, as `error.type` of a span: the status, or a word.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::ErrorMessage(error) => error.response().raw.status.as_str(),
            Self::Sdk(error) => error.response().raw.status.as_str(),
            Self::Request(_) => "request",
            Self::Credentials(_) => "credentials",
            Self::Connection(_) => "connection",
            Self::Redirect(_) => "redirect",
            Self::Timeout(_) => "timeout",
            Self::RateLimit(_) => "rate_limit",
            Self::Layer(_) => "layer",
            Self::Decode(_) => "decode",
            Self::BodyTooLarge(_) => "body_too_large",
            Self::Config(_) => "config",
        }
    }

    /// The server's response, if the server returned an error.
    fn response(&self) -> Option<&ErrorResponse> {
        match self {
            Self::ErrorMessage(error) => Some(error.response()),
            Self::Sdk(error) => Some(error.response()),
            _ => None,
        }
    }

    fn history(&self) -> Option<&History> {
        self.context()?.history()
    }

    fn context(&self) -> Option<&Context> {
        match self {
            Self::ErrorMessage(error) => Some(&error.response().context),
            Self::Sdk(error) => Some(&error.response().context),
            Self::Request(error) => Some(&error.context),
            Self::Credentials(error) => error.context.as_ref(),
            Self::Connection(error) => Some(&error.context),
            Self::Redirect(error) => Some(&error.context),
            Self::Timeout(error) => Some(&error.context),
            Self::RateLimit(error) => Some(&error.context),
            Self::Layer(error) => Some(&error.context),
            Self::Decode(error) => Some(&error.context),
            Self::BodyTooLarge(error) => Some(&error.context),
            Self::Config(_) => None,
        }
    }

    /// The error of this kind.
    fn inner(&self) -> &(dyn StdError + 'static) {
        match self {
            Self::ErrorMessage(error) => &**error,
            Self::Sdk(error) => &**error,
            Self::Request(error) => &**error,
            Self::Credentials(error) => &**error,
            Self::Connection(error) => &**error,
            Self::Redirect(error) => &**error,
            Self::Timeout(error) => &**error,
            Self::RateLimit(error) => &**error,
            Self::Layer(error) => &**error,
            Self::Decode(error) => &**error,
            Self::BodyTooLarge(error) => &**error,
            Self::Config(error) => &**error,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.inner())?;
        if f.alternate() {
            for source in std::iter::successors(self.source(), |&error| error.source()) {
                write!(f, ": {source}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            fmt::Debug::fmt(self.inner(), f)
        } else {
            write!(f, "{self:#}")
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner().source()
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
    RedirectError => Redirect,
    TimeoutError => Timeout,
    RateLimitError => RateLimit,
    LayerError => Layer,
    DecodeError => Decode,
    BodyTooLarge => BodyTooLarge,
    ConfigError => Config,
}
