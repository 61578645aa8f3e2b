//! The sandbox's responses.

use std::fmt;

use bytes::Bytes;
use http::header::{
    CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, TRANSFER_ENCODING,
};
use http::{Response, StatusCode, response};
use serde::Serialize;
use serde_json::Value;

use super::error_body;

/// A response: status, headers and body.
///
/// If a reply isn't valid HTTP, for example with the status 99 or a line break in a header, a 500 is sent instead. Its body says what is
/// wrong.
///
/// ```
/// use codat_client::sandbox::Reply;
/// use serde_json::json;
///
/// let invoices = Reply::json(200, json!({ "results": [] }));
/// let html = Reply::new(502).body("text/html", "<h1>Bad gateway</h1>");
/// let documented = Reply::error(503).header("Retry-After", "120");
/// # let _ = (invoices, html, documented);
/// ```
#[derive(Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Reply {
    /// A response without a body.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// A response with this value as JSON.
    ///
    /// A `&str` becomes a JSON string, in quotes. For a string that already *is* JSON, use [`body`](Self::body). If the value can't be
    /// encoded as JSON, a 500 is sent instead.
    pub fn json(status: u16, value: impl Serialize) -> Self {
        match serde_json::to_vec(&value) {
            Ok(json) => Self::new(status).body("application/json", json),
            Err(error) => {
                Self::new(500).body("text/plain", format!("the reply isn't JSON: {error}"))
            }
        }
    }

    /// A response with the error message that Codat documents for this status, or a generic one if it documents none.
    ///
    /// The `statusCode` in the body is that of Codat's own examples: 429 in a 402, 500 in a 503, and 400 in a 409.
    ///
    /// A 429 has the header `Retry-After: 1`, in seconds. Replace it with [`header`](Self::header): with `"0"`, a test doesn't wait.
    /// `Reply::json(429, …)` has no such header.
    pub fn error(status: u16) -> Self {
        let reply = Self::json(status, error_body::documented(status));
        match status {
            429 => reply.header(RETRY_AFTER.as_str(), "1"),
            _ => reply,
        }
    }

    /// A response with a model as JSON, without the members that are `null`: Codat leaves those out.
    pub(super) fn model(status: u16, model: &impl Serialize) -> Self {
        Self::json(status, serde_json::to_value(model).map(without_nulls).ok())
    }

    /// A response with an ErrorMessage in the sandbox's own words.
    pub(super) fn error_message(status: u16, service: &str, error: &str) -> Self {
        Self::json(status, error_body::error_message(status, service, error))
    }

    /// Sets a header, replacing an earlier one of the same name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.headers
            .retain(|(earlier, _)| !earlier.eq_ignore_ascii_case(&name));
        self.headers.push((name, value.into()));
        self
    }

    /// Sets the body, sent as it is, and its content type.
    #[must_use]
    pub fn body(mut self, content_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header(CONTENT_TYPE.as_str(), content_type)
    }

    /// The status, as it was given.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The bytes of its body and its headers.
    pub(super) fn size(&self) -> usize {
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| name.len() + value.len());
        self.body.len() + headers.sum::<usize>()
    }

    pub(super) fn has_header(&self, name: &str) -> bool {
        self.headers
            .iter()
            .any(|(present, _)| present.eq_ignore_ascii_case(name))
    }

    /// The reply in the types that go to the wire.
    pub(super) fn into_parts(self) -> (response::Parts, Bytes) {
        match self.head() {
            Ok(head) => (head, self.body),
            Err(problem) => {
                let body = Bytes::from(format!("The sandbox can't send this reply: {problem}\n"));
                let mut response = Response::new(());
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                (response.into_parts().0, body)
            }
        }
    }

    fn head(&self) -> Result<response::Parts, String> {
        let status = StatusCode::from_u16(self.status)
            .ok()
            // A 1XX announces a response, it can't be one.
            .filter(|status| !status.is_informational())
            .ok_or_else(|| format!("{} is not the status of a response", self.status))?;
        let mut response = Response::new(());
        *response.status_mut() = status;
        for (name, value) in &self.headers {
            let problem = |what| format!("the header `{}` {what}", name.escape_debug());
            let name: HeaderName = name.parse().map_err(|_| problem("is misnamed"))?;
            if name == CONTENT_LENGTH || name == TRANSFER_ENCODING {
                return Err(problem(
                    "follows from the body (to send less than it promises, use `Fault::cut_body`)",
                ));
            }
            let value = HeaderValue::from_str(value)
                .map_err(|_| problem("has a value that can't be sent"))?;
            response.headers_mut().append(name, value);
        }
        Ok(response.into_parts().0)
    }
}

/// The value without the members that are `null`.
pub(super) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let set = members.into_iter().filter(|(_, value)| !value.is_null());
            set.map(|(name, value)| (name, without_nulls(value)))
                .collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// The names of headers: all that may be shown of them.
pub(super) fn names(headers: &[(String, String)]) -> Vec<&str> {
    headers.iter().map(|(name, _)| name.as_str()).collect()
}

impl fmt::Debug for Reply {
    /// Leaves out the body and what headers say, which may be a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("headers", &names(&self.headers))
            .field("body_length", &self.body.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Reply;

    #[test]
    fn a_header_replaces_the_one_of_the_same_name() {
        let reply = Reply::new(200)
            .body("text/html", "<p>")
            .header("Content-Type", "text/plain");
        let (head, body) = reply.into_parts();
        assert_eq!(head.headers.get_all("content-type").iter().count(), 1);
        assert_eq!(head.headers["content-type"], "text/plain");
        assert_eq!(&body[..], b"<p>");
    }

    #[test]
    fn what_http_cannot_carry_becomes_a_500_that_says_why() {
        for (reply, reason) in [
            (Reply::new(99), "99 is not the status"),
            (Reply::new(101), "101 is not the status"),
            (Reply::new(1000), "1000 is not the status"),
            (Reply::new(200).header("a b", "c"), "`a b` is misnamed"),
            (Reply::new(200).header("a", "b\r\nc: d"), "`a` has a value"),
            (Reply::new(200).header("Content-Length", "7"), "cut_body"),
        ] {
            let (head, body) = reply.into_parts();
            assert_eq!(head.status, 500);
            let body = String::from_utf8_lossy(&body);
            assert!(body.contains(reason), "{body}");
        }
    }

    #[test]
    fn debug_hides_the_body() {
        let reply = Reply::json(200, serde_json::json!({ "accessToken": "very-secret" }));
        assert!(!format!("{reply:?}").contains("very-secret"));
    }
}
