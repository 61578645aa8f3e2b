//! The two documented shapes: the server responded, and not with success.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::error_message::ErrorMessage;
use super::explanation::explain;
use super::{Context, Error};
use crate::endpoint::Endpoint;
use crate::response::{Quota, RawResponse};
use crate::retry::parse_retry_after;

/// A response which isn't a success.
pub(crate) struct ErrorResponse {
    pub(super) context: Context,
    pub(crate) raw: RawResponse,
    pub(crate) retry_after: Option<Duration>,
    /// The body, if it is an [`ErrorMessage`].
    message: Option<Box<ErrorMessage>>,
    /// What a display says of the response after its status. It is written at once, as long as the key is known.
    explanation: Box<str>,
}

impl ErrorResponse {
    pub(crate) fn new(context: Context, mut raw: RawResponse) -> Self {
        let secret = raw.known_secret();
        let message = ErrorMessage::from_json(raw.body(), &secret);
        let documented = context.endpoint.documents(raw.status());
        // With another status, an object with a member of that name could be anything.
        let message = message.filter(|message| documented || message.explains());
        let explanation = explain(&raw, message.as_ref(), &secret).into();
        // An error may live for long. All that could quote the key has been read.
        raw.authorization = None;
        raw.shrink();
        Self {
            context,
            retry_after: parse_retry_after(raw.headers(), SystemTime::now()),
            raw,
            message: message.map(Box::new),
            explanation,
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

    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (context, status) = (&self.context, shown_status(self.status()));
        write!(
            f,
            "{context} returned {status}{}{}",
            self.explanation,
            context.after()
        )?;
        match self.help() {
            Some(help) => write!(f, " (help: {help})"),
            None => Ok(()),
        }
    }

    pub(crate) fn endpoint(&self) -> &'static Endpoint {
        self.raw.endpoint()
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.raw.status()
    }
}

/// A status with its name, if it has one.
pub(super) fn shown_status(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(_) => status.to_string(),
        None => status.as_str().to_owned(),
    }
}

/// The accessors that both shapes have.
macro_rules! response_accessors {
    ($name:ident) => {
        impl $name {
            /// The HTTP status. It ignores `statusCode` in the body.
            pub fn status(&self) -> StatusCode {
                self.response.status()
            }

            /// The response's headers.
            pub fn headers(&self) -> &HeaderMap {
                self.response.raw.headers()
            }

            /// The response's body: at most 1 MiB, or the part that arrived before the connection broke.
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

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.response.fmt(f)
            }
        }

        impl std::error::Error for $name {}
    };
}

/// A documented error status with Codat's [`ErrorMessage`]: the content of [`Error::ErrorMessage`].
pub struct ApiError {
    response: ErrorResponse,
    message: Box<ErrorMessage>,
}

response_accessors!(ApiError);

impl ApiError {
    /// The body, read.
    pub fn message(&self) -> &ErrorMessage {
        &self.message
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

/// Another error status, or a body that isn't an [`ErrorMessage`]: the content of [`Error::Sdk`].
///
/// `Display` shows the message of an [`ErrorMessage`] or of `application/problem+json`. For any other body, it shows the start (the title, for
/// an HTML page), the length and the type.
pub struct SdkError {
    response: ErrorResponse,
}

response_accessors!(SdkError);

impl SdkError {
    /// The body, if it is an [`ErrorMessage`] although the status isn't documented.
    pub fn message(&self) -> Option<&ErrorMessage> {
        self.response.message.as_deref()
    }
}

impl fmt::Debug for SdkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SdkError")
            .field("response", &self.response.raw)
            .finish()
    }
}
