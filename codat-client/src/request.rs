//! From arguments to a request: everything that happens before any I/O.

pub(crate) mod encode;
mod headers;

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Url;

pub use encode::{HeaderField, PathSegment, QueryFields, QueryValue};
pub(crate) use headers::{IDEMPOTENCY_KEY, check_header_name};

use crate::endpoint::Endpoint;

/// A request as it will be sent, but for what the client adds to each attempt: its credentials, `User-Agent` and
/// `Idempotency-Key`. [`Call::request`](crate::Call::request) shows it.
#[derive(Clone)]
pub struct Request {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
}

impl Request {
    /// The HTTP method.
    pub fn method(&self) -> &Method {
        self.endpoint.method()
    }

    /// The whole URL.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, encoded.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }
}

impl fmt::Debug for Request {
    /// Without the arguments' values, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", self.method())
            .field("template", &self.endpoint.template())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &self.body.as_ref().map(Bytes::len))
            .finish()
    }
}
