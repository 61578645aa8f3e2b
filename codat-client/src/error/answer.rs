//! The two documented shapes: the server answered, and not with success.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{Context, Error};
use crate::endpoint::Endpoint;
use crate::models::ErrorMessage;
use crate::quota::Quota;
use crate::raw_response::RawResponse;
use crate::redact::{redact, redact_id};
use crate::retry::parse_retry_after;

/// An answer which isn't a success.
pub(crate) struct Answer {
    pub(super) context: Context,
    pub(crate) response: RawResponse,
    pub(crate) retry_after: Option<Duration>,
}

impl Answer {
    pub(crate) fn new(response: RawResponse) -> Self {
        let retry_after = parse_retry_after(response.headers(), SystemTime::now());
        Self {
            context: Context {
                attempts: response.attempts(),
                ..Context::new(response.endpoint())
            },
            response,
            retry_after,
        }
    }

    /// The error that this answer is. The status decides, together with what the endpoint documents;
    /// a body that can't be read as an [`ErrorMessage`] makes it an [`SdkError`] of the same status.
    pub(crate) fn into_error(self) -> Error {
        if self.endpoint().documents(self.status())
            && let Some(message) = self.message()
        {
            return ApiError {
                answer: self,
                message,
            }
            .into();
        }
        SdkError { answer: self }.into()
    }

    /// The body, if it can be read as an [`ErrorMessage`].
    fn message(&self) -> Option<ErrorMessage> {
        ErrorMessage::from_json(self.response.body(), &self.response.known_secret())
    }

    pub(crate) fn help(&self) -> Option<String> {
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

    pub(crate) fn endpoint(&self) -> &'static Endpoint {
        self.response.endpoint()
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }
}

/// What a message about an answer says of Codat's own.
fn fmt_message(message: &ErrorMessage, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(error) = message.error() {
        write!(f, ": {}", redact(error))?;
    }
    if let Some(id) = message.correlation_id() {
        write!(f, " (correlation id {})", redact_id(id))?;
    }
    Ok(())
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

            pub(super) fn answer_mut(&mut self) -> &mut Answer {
                &mut self.answer
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
        fmt_message(&self.message, f)?;
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
/// It is displayed with the text of the body where that reads as an [`ErrorMessage`], and else with the body's length and type.
pub struct SdkError {
    answer: Answer,
}

answer_accessors!(SdkError);

impl fmt::Display for SdkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answer.fmt_head(f)?;
        // The status isn't documented; where the server explains itself all the same, that is what a reader looks for.
        if let Some(message) = self.answer.message().filter(|m| m.error().is_some()) {
            fmt_message(&message, f)?;
        } else {
            write!(f, " with {} bytes", self.body().len())?;
            if let Some(kind) = self.answer.response.content_type() {
                write!(f, " of {kind}")?;
            }
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
