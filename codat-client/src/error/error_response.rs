//! The two documented shapes: the server responded, and not with success.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{Context, Error};
use crate::endpoint::Endpoint;
use crate::error::ErrorMessage;
use crate::error::redact::{redact, redact_id};
use crate::response::Quota;
use crate::response::RawResponse;
use crate::retry::parse_retry_after;

/// A response which isn't a success.
pub(crate) struct ErrorResponse {
    pub(super) context: Context,
    pub(crate) raw: RawResponse,
    pub(crate) retry_after: Option<Duration>,
    /// The body, if it is an [`ErrorMessage`].
    message: Option<ErrorMessage>,
    /// What type the body has, fit for a message.
    content_type: Option<String>,
}

impl ErrorResponse {
    pub(crate) fn new(context: Context, mut raw: RawResponse) -> Self {
        let message = ErrorMessage::from_json(raw.body(), &raw.known_secret());
        let documented = context.endpoint.documents(raw.status());
        // With another status any object could be there.
        let message = message.filter(|message| {
            documented || message.error().is_some() || message.correlation_id().is_some()
        });
        let content_type = raw.content_type();
        // All that could repeat the key has been read, and an error may live for long.
        raw.authorization = None;
        Self {
            context,
            retry_after: parse_retry_after(raw.headers(), SystemTime::now()),
            raw,
            message,
            content_type,
        }
    }

    /// The error that this response is. The status decides, together with what the endpoint documents;
    /// a body that can't be read as an [`ErrorMessage`] makes it an [`SdkError`] of the same status.
    pub(crate) fn into_error(mut self) -> Error {
        if self.endpoint().documents(self.status())
            && let Some(message) = self.message.take()
        {
            return ApiError {
                response: self,
                message,
            }
            .into();
        }
        SdkError { response: self }.into()
    }

    pub(crate) fn help(&self) -> Option<String> {
        if self.status() == StatusCode::UNAUTHORIZED && self.endpoint().is_authenticated() {
            return Some("Codat refused the API key: check it in Codat's portal".to_owned());
        }
        let gone = matches!(self.status(), StatusCode::NOT_FOUND | StatusCode::GONE);
        let note = self.endpoint().deprecation_note().filter(|_| gone)?;
        Some(format!("this endpoint is deprecated: {note}"))
    }

    /// The start of every message about a response: which endpoint, which status.
    fn fmt_head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} returned {}",
            self.endpoint().method(),
            self.endpoint().template(),
            self.status()
        )
    }

    /// The end of every message about a response.
    fn fmt_help(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.help() {
            Some(help) => write!(f, " (help: {help})"),
            None => Ok(()),
        }
    }

    /// What the server says, fit for a message.
    fn shown(&self, text: &str) -> String {
        #[cfg(feature = "sandbox")]
        if crate::sandbox_mark::is_on(self.raw.headers()) {
            return text.replace(char::is_control, " ");
        }
        redact(text)
    }

    pub(crate) fn endpoint(&self) -> &'static Endpoint {
        self.raw.endpoint()
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.raw.status()
    }
}

/// The id under which Codat's support finds the failure, at the end of a message.
fn fmt_correlation_id(message: &ErrorMessage, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match message.correlation_id() {
        Some(id) => write!(f, " (correlation id {})", redact_id(id)),
        None => Ok(()),
    }
}

/// The accessors that both shapes have.
macro_rules! response_accessors {
    ($name:ident) => {
        impl $name {
            /// The HTTP status on the wire.
            pub fn status(&self) -> StatusCode {
                self.response.status()
            }

            /// The response's headers.
            pub fn headers(&self) -> &HeaderMap {
                self.response.raw.headers()
            }

            /// The response's body, cut off at 1 MiB; as much as came, if the connection broke in it.
            pub fn body(&self) -> &Bytes {
                self.response.raw.body()
            }

            /// The quota in the response's headers.
            pub fn quota(&self) -> Quota {
                Quota::from_headers(self.headers())
            }

            pub(super) fn response(&self) -> &ErrorResponse {
                &self.response
            }
        }

        impl std::error::Error for $name {}
    };
}

/// A documented status with Codat's [`ErrorMessage`]: what [`Error::ErrorMessage`] holds.
pub struct ApiError {
    response: ErrorResponse,
    message: ErrorMessage,
}

response_accessors!(ApiError);

impl ApiError {
    /// The body, read.
    pub fn message(&self) -> &ErrorMessage {
        &self.message
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.response.fmt_head(f)?;
        if let Some(error) = self.message.error() {
            write!(f, ": {}", self.response.shown(error))?;
        }
        fmt_correlation_id(&self.message, f)?;
        self.response.fmt_help(f)
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("response", &self.response.raw)
            .field("message", &self.message)
            .finish()
    }
}

/// Any other status that isn't a success, or a body that isn't an [`ErrorMessage`]: what [`Error::Sdk`] holds.
///
/// It is displayed with the text of the body where that reads as an [`ErrorMessage`], or else with the body's length and type.
pub struct SdkError {
    response: ErrorResponse,
}

response_accessors!(SdkError);

impl SdkError {
    /// The body, read, if it is an [`ErrorMessage`] with a text or a correlation id, though the status isn't documented.
    pub fn message(&self) -> Option<&ErrorMessage> {
        self.response.message.as_ref()
    }
}

impl fmt::Display for SdkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.response.fmt_head(f)?;
        // The status isn't documented; where the server explains itself all the same, that is what a reader looks for.
        if let Some(error) = self.message().and_then(ErrorMessage::error) {
            write!(f, ": {}", self.response.shown(error))?;
        } else {
            write!(f, " with {} bytes", self.body().len())?;
            if let Some(content_type) = &self.response.content_type {
                write!(f, " of {content_type}")?;
            }
        }
        if let Some(message) = self.message() {
            fmt_correlation_id(message, f)?;
        }
        self.response.fmt_help(f)
    }
}

impl fmt::Debug for SdkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SdkError")
            .field("response", &self.response.raw)
            .finish()
    }
}
