//! What arrived.

use std::fmt;

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderMap, Method, request};
use serde::de::DeserializeOwned;

use crate::error::redact::redact;

/// A request as it arrived at the sandbox.
///
/// Its `Debug` shows neither credentials nor the body.
#[derive(Clone)]
pub struct RecordedRequest {
    method: Method,
    path: String,
    query: Option<String>,
    headers: HeaderMap,
    body: Bytes,
    path_values: Vec<(String, String)>,
}

impl RecordedRequest {
    pub(super) fn new(
        head: request::Parts,
        body: Bytes,
        path_values: Vec<(String, String)>,
    ) -> Self {
        let mut headers = head.headers;
        for (name, value) in &mut headers {
            if [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION].contains(name) {
                value.set_sensitive(true);
            }
        }
        Self {
            method: head.method,
            path: head.uri.path().to_owned(),
            query: head.uri.query().map(ToOwned::to_owned),
            headers,
            body,
            path_values,
        }
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path as it was sent, percent-encoded.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query as it was sent, percent-encoded, without the question mark.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The decoded value of a placeholder in the route's path, such as `company_id` in `/companies/<company_id>/invoices`.
    ///
    /// In Codat's routes, placeholders have the names of the arguments in [`api`](crate::api).
    pub fn path_value(&self, placeholder: &str) -> Option<&str> {
        self.path_values
            .iter()
            .find(|(name, _)| name == placeholder)
            .map(|(_, value)| value.as_str())
    }

    /// All headers. Those that hold credentials are marked as sensitive, so that they don't print.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The first header of this name, in any case, if it is a readable string.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body read as JSON.
    ///
    /// # Errors
    ///
    /// If the body isn't JSON, or can't be decoded into a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_slice(&self.body)
    }

    /// Whether the request may change something.
    pub(super) fn is_write(&self) -> bool {
        !self.method.is_safe()
    }
}

impl fmt::Debug for RecordedRequest {
    /// Shows no credentials, nothing in a header that may be a token, and no body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| match value.to_str() {
                Ok(text) if !value.is_sensitive() => (name, redact(text)),
                _ => (name, "…".into()),
            })
            .collect();
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &headers)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(super) fn request(method: Method, path: &str, headers: &[(&str, &str)]) -> RecordedRequest {
    request_with_body(method, path, headers, "")
}

#[cfg(test)]
pub(super) fn request_with_body(
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> RecordedRequest {
    let mut builder = http::Request::builder().method(method).uri(path);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    let (head, ()) = builder.body(()).unwrap().into_parts();
    RecordedRequest::new(head, Bytes::copy_from_slice(body.as_bytes()), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::{Method, request};

    #[test]
    fn the_wire_is_kept_as_it_was() {
        let request = request(Method::GET, "/a%2Fb/c?q=%20x&q=", &[("X-One", "1")]);
        assert_eq!(request.path(), "/a%2Fb/c");
        assert_eq!(request.query(), Some("q=%20x&q="));
        assert_eq!(request.header("x-one"), Some("1"));
    }

    #[test]
    fn debug_hides_credentials() {
        let request = request(
            Method::GET,
            "/",
            &[("authorization", "Basic YWJj"), ("cookie", "id=YWJj")],
        );
        assert!(!format!("{request:?}").contains("YWJj"));
        assert!(!format!("{:?}", request.headers()).contains("YWJj"));
        assert_eq!(request.header("Authorization"), Some("Basic YWJj"));
    }
}
