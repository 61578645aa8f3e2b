//! A response before anything is read out of its body.

use std::fmt;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use uuid::Uuid;

use crate::endpoint::Endpoint;
use crate::error::known_secret::KnownSecret;
use crate::error::redact::redact_header;
use crate::stats::Counters;

/// A response that isn't decoded yet. [`FromResponse`](crate::FromResponse) only gets complete responses with a success status.
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
    /// Whether there was more of the body: the connection broke in it, or it is too long. Only an error's is kept then.
    pub(crate) is_cut: bool,
    /// Where the end of the call is counted, once this is read. None: it belongs to no call, or its call hasn't ended.
    pub(crate) counters: Option<Arc<Counters>>,
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
            is_cut: false,
            counters: None,
        }
    }

    /// The same response, from this endpoint, for a fake's error to name: [`Call::endpoint`](crate::Call::endpoint) of an
    /// [offline](crate::Client::offline) client's call has it.
    #[must_use]
    pub fn with_endpoint(self, endpoint: &'static Endpoint) -> Self {
        Self { endpoint, ..self }
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

    /// The number of attempts of the call.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Lets go of the buffer that the response was read into, which may be many times as large.
    pub(crate) fn shrink(&mut self) {
        own_values(&mut self.headers);
        self.body = Bytes::copy_from_slice(&self.body);
    }

    /// The body for a caller to keep. A short one is copied, since it may be part of a buffer of several hundred KiB.
    pub(super) fn own_body(&self) -> Bytes {
        const LARGE: usize = 256 * 1024;

        match self.body.len() {
            LARGE.. => self.body.clone(),
            _ => Bytes::copy_from_slice(&self.body),
        }
    }

    /// What no message about this response may quote.
    pub(crate) fn known_secret(&self) -> KnownSecret {
        KnownSecret::of(self.authorization.as_ref())
    }

    /// The response's media type, fit for a message.
    pub(crate) fn content_type(&self) -> Option<String> {
        redact_header(self.headers.get(CONTENT_TYPE)?, &self.known_secret())
    }

    /// How the body is encoded, if it is, fit for a message.
    pub(crate) fn content_encoding(&self) -> Option<String> {
        let encoding = redact_header(self.headers.get(CONTENT_ENCODING)?, &self.known_secret())?;
        let encoded = !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity");
        encoded.then_some(encoding)
    }
}

/// Gives the headers' values memory of their own: those that come from the HTTP client are parts of the buffer that it read into.
pub(crate) fn own_values(headers: &mut HeaderMap) {
    let mut buffer = BytesMut::with_capacity(headers.values().map(HeaderValue::len).sum());
    for value in headers.values_mut() {
        buffer.extend_from_slice(value.as_bytes());
        // A value that was one already is one again.
        if let Ok(mut copy) = HeaderValue::from_maybe_shared(buffer.split().freeze()) {
            copy.set_sensitive(value.is_sensitive());
            *value = copy;
        }
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
