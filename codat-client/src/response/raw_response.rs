//! A response before anything is read out of its body.

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use uuid::Uuid;

use crate::endpoint::Endpoint;
use crate::error::redact::{KnownSecret, redact};

/// A response as it came over the wire. [`FromResponse`](crate::FromResponse) gets one whose status is a success and whose
/// body is complete.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
    /// The key that the request was sent with.
    pub(crate) idempotency_key: Option<Uuid>,
    /// The request's `Authorization`, so that no message quotes it.
    pub(crate) authorization: Option<HeaderValue>,
}

impl RawResponse {
    /// A response that wasn't sent: for tests of a [`FromResponse`](crate::FromResponse), and for the
    /// [errors](crate::Error::from_response) of fakes.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self {
            endpoint: Endpoint::fake(),
            status,
            headers,
            body: body.into(),
            attempts: 0,
            idempotency_key: None,
            authorization: None,
        }
    }

    /// The endpoint that was called.
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The response's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The response's body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// How many attempts the call took.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What no message about this response may quote.
    pub(crate) fn known_secret(&self) -> KnownSecret {
        KnownSecret::of(self.authorization.as_ref())
    }

    /// The response's media type, fit for a message.
    pub(crate) fn content_type(&self) -> Option<String> {
        let content_type = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        Some(redact(&self.known_secret().mask(content_type)))
    }

    /// How the body is encoded, if it is, fit for a message.
    pub(crate) fn content_encoding(&self) -> Option<String> {
        let encoding = self.headers.get(CONTENT_ENCODING)?.to_str().ok()?.trim();
        let encoded = !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity");
        encoded.then(|| redact(&self.known_secret().mask(encoding)))
    }
}

impl fmt::Debug for RawResponse {
    /// Without the content of headers and body, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("endpoint", &self.endpoint.name())
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("attempts", &self.attempts)
            .finish()
    }
}
