//! Requests that can't be built.

use std::error::Error as StdError;

use super::Context;
use crate::endpoint::Endpoint;
use crate::request::header_value::MAX_HEADERS_SIZE;

/// The request can't be built from the arguments, a setting of the call is wrong, or the request can't be sent from here: what
/// [`Error::Request`](crate::Error::Request) holds.
///
/// Arguments are checked when the method is called. The error is returned when the call is awaited, before any I/O.
#[derive(Debug, thiserror::Error)]
#[error("can't send the request of `{}`: {fault}", context.endpoint.name())]
pub struct RequestError {
    pub(super) context: Context,
    fault: RequestFault,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What is wrong with it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RequestFault {
    #[error("the path parameter `{0}` is empty")]
    EmptySegment(&'static str),
    #[error("the path parameter `{0}` is `.` or `..`, which would reach another route")]
    DotSegment(&'static str),
    #[error("the path parameter `{0}` can't be displayed")]
    Segment(&'static str),
    #[error("the path parameter `{0}` is too long for a URL")]
    LongSegment(&'static str),
    #[error("the query parameter `{0}` {1}")]
    Query(&'static str, String),
    #[error("the field {0}")]
    QueryField(String),
    #[error("the query parameters of `{0}` aren't a flat struct")]
    QueryFields(&'static str),
    #[error("the query parameter `{1}` is declared, and `{0}` has it once more")]
    RepeatedParameter(&'static str, String),
    #[error("its URL takes more than 64 KiB")]
    LongUrl,
    #[error("the value of the header {0}")]
    Header(String),
    #[error("`{0}` isn't a header's name")]
    HeaderName(String),
    #[error("the header `{0}` is set by the client itself")]
    ReservedHeader(String),
    #[error("its headers take more than {MAX_HEADERS_SIZE} bytes")]
    Headers,
    #[error("the body `{0}` can't be encoded")]
    Body(&'static str),
    #[error(
        "the body `{0}` has another format than the header `Content-Type` says; the types `Form`, `Multipart` and `Raw` set both"
    )]
    ContentType(&'static str),
    #[error("only a POST or a PATCH can have an idempotency key")]
    NeedlessIdempotencyKey,
    #[error(
        "its idempotency key was first sent more than 85 minutes ago, or after the present: Codat may have forgotten it"
    )]
    ForgottenKey,
    #[error("its time-out is zero")]
    ZeroTimeout,
    #[error("only a GET, and what is declared with `retry = always`, can be sent again and again")]
    NotRepeatable,
    #[error("its `page` isn't a number from 1")]
    PageNumber,
    #[error("the base URL {0}")]
    BaseUrl(String),
    #[error("a URL parser would change its path")]
    Url,
    #[error("the client is offline: it is for fakes, and sends nothing")]
    Offline,
    #[error("no tokio runtime is running here; `wait`, of the feature `blocking`, needs none")]
    NoRuntime,
    #[error("it was changed after it had been polled, so it is cancelled")]
    ChangedAfterPoll,
    #[error("it has been polled already; await it on the runtime where that happened")]
    #[cfg(feature = "blocking")]
    Polled,
    #[error("a blocking call can't be made here")]
    #[cfg(feature = "blocking")]
    NoWaiting,
    #[error(
        "the client was given a custom HTTP client, and none for blocking calls, which \
         `ClientBuilder::blocking_http_client` takes"
    )]
    #[cfg(feature = "blocking")]
    NoBlockingHttpClient,
    #[error(
        "the process has forked since blocking calls used its custom HTTP client; make another client after the fork"
    )]
    #[cfg(feature = "blocking")]
    Forked,
    #[error("the HTTP client refuses it")]
    Transport,
}

impl RequestError {
    pub(crate) fn new(endpoint: &'static Endpoint, fault: RequestFault) -> Self {
        Self {
            context: Context::new(endpoint),
            fault,
            source: None,
        }
    }

    /// Whether the call was given an idempotency key that Codat may have forgotten: it was
    /// [first sent](crate::Call::idempotency_key_since) more than 85 minutes ago, or in the future.
    ///
    /// This call sent nothing. An earlier call with the key may have been executed: check it before you send the write with another
    /// key.
    ///
    /// ```
    /// use codat_client::Error;
    ///
    /// fn must_be_checked(error: &Error) -> bool {
    ///     matches!(error, Error::Request(error) if error.is_key_expired())
    /// }
    /// ```
    pub fn is_key_expired(&self) -> bool {
        matches!(self.fault, RequestFault::ForgottenKey)
    }

    pub(crate) fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            source: Some(source.into()),
            ..self
        }
    }
}
