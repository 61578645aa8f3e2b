//! Successful responses that can't be used.

use http::StatusCode;

use super::Context;
use super::json_path::json_path;
use crate::endpoint::Endpoint;
use crate::error::redact::{redact, serde_problem, snippet};
use crate::response::RawResponse;

/// A successful response whose body isn't what the endpoint returns: what [`Error::Decode`](crate::Error::Decode) holds.
///
/// It says where the fault is and shows the start of the body with all quoted texts and long words masked,
/// since one of them may be a token.
#[derive(Debug, thiserror::Error)]
#[error(
    "{} {} returned {status} with a body that can't be read{}: {problem}; {body}",
    context.endpoint.method(), context.endpoint.template(), self.place()
)]
pub struct DecodeError {
    pub(super) context: Context,
    status: StatusCode,
    json_path: Option<String>,
    problem: String,
    body: String,
}

impl DecodeError {
    /// The body isn't what is needed: for implementations of [`FromResponse`](crate::FromResponse).
    /// The problem is told as it is, but for the key.
    pub fn new(response: &RawResponse, problem: &str) -> Self {
        let secret = response.known_secret();
        let length = response.body().len();
        let kind = response.content_type();
        let kind = kind.as_deref().unwrap_or("unknown type");
        let head = match response.content_encoding() {
            // Nothing of it can be read.
            Some(_) => &[],
            None => response.body().get(..4096).unwrap_or(response.body()),
        };
        // Masked before it is cut off: half a key would not be recognised.
        let snippet = snippet(&secret.mask(&String::from_utf8_lossy(head)));
        let body = match snippet {
            snippet if snippet.is_empty() => format!("{length} bytes of {kind}"),
            snippet => format!("{length} bytes of {kind}: {snippet}"),
        };
        Self {
            context: Context::of(response),
            status: response.status(),
            json_path: None,
            problem: secret.mask(problem),
            body,
        }
    }

    /// The body isn't JSON, or JSON of another shape.
    pub(crate) fn json(response: &RawResponse, error: &serde_json::Error) -> Self {
        let secret = response.known_secret();
        let problem = if response.body().is_empty() {
            "it is empty".to_owned()
        } else if let Some(encoding) = response.content_encoding() {
            format!("it is encoded as {encoding}, which wasn't asked for")
        } else {
            serde_problem(&secret.mask(&error.to_string()))
        };
        Self {
            // The names on the way may be the server's.
            json_path: json_path(response.body(), error).map(|path| redact(&secret.mask(&path))),
            ..Self::new(response, &problem)
        }
    }

    /// The HTTP status, which was a success.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Where in the JSON the fault lies, such as `results[3].id`; none where it is the whole body, or not JSON.
    pub fn json_path(&self) -> Option<&str> {
        self.json_path.as_deref()
    }

    fn place(&self) -> String {
        self.json_path
            .as_ref()
            .map(|path| format!(" at `{path}`"))
            .unwrap_or_default()
    }
}

/// A successful response with a body over the client's limit: what
/// [`Error::BodyTooLarge`](crate::Error::BodyTooLarge) holds.
#[derive(Debug, thiserror::Error)]
#[error("{} {} returned {status} with a body of more than {limit} bytes", context.endpoint.method(), context.endpoint.template())]
pub struct BodyTooLarge {
    pub(super) context: Context,
    status: StatusCode,
    limit: usize,
}

impl BodyTooLarge {
    pub(crate) fn new(endpoint: &'static Endpoint, status: StatusCode, limit: usize) -> Self {
        Self {
            context: Context::new(endpoint),
            status,
            limit,
        }
    }

    /// The HTTP status, which was a success.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The limit in bytes: see [`ClientBuilder::max_response_size`](crate::ClientBuilder::max_response_size).
    pub fn limit(&self) -> usize {
        self.limit
    }
}
