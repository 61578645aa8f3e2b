//! The two documented shapes: the server answered, and not with success.

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

/// An answer which isn't a success.
pub(crate) struct Answer {
    pub(super) context: Context,
    pub(crate) response: RawResponse,
    pub(crate) retry_after: Option<Duration>,
    /// The body, if it can be read as Codat's own account.
    message: Option<ErrorMessage>,
    /// What type the body has, fit for a message.
    content_type: Option<String>,
}

impl Answer {
    pub(crate) fn new(context: Context, mut response: RawResponse) -> Self {
        let message = ErrorMessage::from_json(response.body(), &response.known_secret());
        let documented = context.endpoint.documents(response.status());
        // With another status any object could be there.
        let message = message.filter(|message| {
            documented || message.error().is_some() || message.correlation_id().is_some()
        });
        let content_type = response.content_type();
        // All that could repeat the key has been read, and an error may live for long.
        response.authorization = None;
        Self {
            context,
            retry_after: parse_retry_after(response.headers(), SystemTime::now()),
            response,
            message,
            content_type,
        }
    }

    /// The error that this answer is. The status decides, together with what the endpoint documents;
    /// a body that can't be read as an [`ErrorMessage`] makes it an [`SdkError`] of the same status.
    pub(crate) fn into_error(mut self) -> Error {
        if self.endpoint().documents(self.status())
            && let Some(message) = self.message.take()
        {
            return ApiError {
                answer: self,
                message,
            }
            .into();
        }
        SdkError { answer: self }.into()
    }

    pub(crate) fn help(&self) -> Option<String> {
        if self.status() == StatusCode::UNAUTHORIZED && self.endpoint().is_authenticated() {
            return Some("Codat refused the API key: check it in Codat's portal".to_owned());
        }
        let gone = matches!(self.status(), StatusCode::NOT_FOUND | StatusCode::GONE);
        let note = self.endpoint().deprecation_note().filter(|_| gone)?;
        Some(format!("this endpoint is deprecated: {note}"))
    }

    /// The start of every message about an answer: which endpoint, which status.
    fn fmt_head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} answered {}",
            self.endpoint().method(),
            self.endpoint().template(),
            self.status()
        )
    }

    /// The end of every message about an answer.
    fn fmt_help(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.help() {
            Some(help) => write!(f, " (help: {help})"),
            None => Ok(()),
        }
    }

    /// What the server says, fit for a message.
    fn shown(&self, text: &str) -> String {
        #[cfg(feature = "sandbox")]
        if crate::sandbox_mark::is_on(self.response.headers()) {
            return text.replace(char::is_control, " ");
        }
        redact(text)
    }

    pub(crate) fn endpoint(&self) -> &'static Endpoint {
        self.response.endpoint()
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
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
macro_rules! answer_accessors {
    ($name:ident) => {
        impl $name {
            /// The HTTP status on the wire.
            pub fn status(&self) -> StatusCode {
                self.answer.status()
            }

            /// The answer's headers.
            pub fn headers(&self) -> &HeaderMap {
                self.answer.response.headers()
            }

            /// The answer's body, cut off at 1 MiB; as much as came, if the connection broke in it.
            pub fn body(&self) -> &Bytes {
                self.answer.response.body()
            }

            /// The quota that the answer's headers tell of.
            pub fn quota(&self) -> Quota {
                Quota::from_headers(self.headers())
            }

            pub(super) fn answer(&self) -> &Answer {
                &self.answer
            }
        }

        impl std::error::Error for $name {}
    };
}

/// A documented status with Codat's [`ErrorMessage`]: what [`Error::ErrorMessage`] holds.
pub struct ApiError {
    answer: Answer,
    message: ErrorMessage,
}

answer_accessors!(ApiError);

impl ApiError {
    /// The body, read.
    pub fn message(&self) -> &ErrorMessage {
        &self.message
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answer.fmt_head(f)?;
        if let Some(error) = self.message.error() {
            write!(f, ": {}", self.answer.shown(error))?;
        }
        fmt_correlation_id(&self.message, f)?;
        self.answer.fmt_help(f)
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("response", &self.answer.response)
            .field("message", &self.message)
            .finish()
    }
}

/// Any other status that isn't a success, or a body that isn't an [`ErrorMessage`]: what [`Error::Sdk`] holds.
///
/// It is displayed with the text of the body where that reads as an [`ErrorMessage`], or else with the body's length and type.
pub struct SdkError {
    answer: Answer,
}

answer_accessors!(SdkError);

impl SdkError {
    /// The body, read, if it is an [`ErrorMessage`] with a text or a correlation id, though the status isn't documented.
    pub fn message(&self) -> Option<&ErrorMessage> {
        self.answer.message.as_ref()
    }
}

impl fmt::Display for SdkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answer.fmt_head(f)?;
        // The status isn't documented; where the server explains itself all the same, that is what a reader looks for.
        if let Some(error) = self.message().and_then(ErrorMessage::error) {
            write!(f, ": {}", self.answer.shown(error))?;
        } else {
            write!(f, " with {} bytes", self.body().len())?;
            if let Some(content_type) = &self.answer.content_type {
                write!(f, " of {content_type}")?;
            }
        }
        if let Some(message) = self.message() {
            fmt_correlation_id(message, f)?;
        }
        self.answer.fmt_help(f)
    }
}

impl fmt::Debug for SdkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SdkError")
            .field("response", &self.answer.response)
            .finish()
    }
}
