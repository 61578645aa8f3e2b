//! Successful answers that can't be used.

use http::StatusCode;
use http::header::CONTENT_TYPE;

use crate::endpoint::Endpoint;
use crate::raw_response::RawResponse;
use crate::redact::{mask_quoted, redact, snippet};

/// A successful answer whose body isn't what the endpoint returns: what [`Error::Decode`](crate::Error::Decode) holds.
///
/// Texts that the server sent are masked in all that it says, since one of them may be a token.
#[derive(Debug, thiserror::Error)]
#[error(
    "{} {} answered {status} with a body that can't be read{}: {problem}; {body}",
    endpoint.method(), endpoint.template(), self.place()
)]
pub struct DecodeError {
    endpoint: &'static Endpoint,
    status: StatusCode,
    json_path: Option<String>,
    problem: String,
    body: String,
}

impl DecodeError {
    /// The body isn't JSON, or JSON of another shape; `path` is where.
    pub(crate) fn json(
        response: &RawResponse,
        path: Option<String>,
        error: &serde_json::Error,
    ) -> Self {
        let problem = if response.body().is_empty() {
            "it is empty".to_owned()
        } else {
            redact(&mask_quoted(&error.to_string())).into_owned()
        };
        Self {
            endpoint: response.endpoint(),
            status: response.status(),
            // The root has no path worth telling.
            json_path: path.filter(|path| path != "."),
            problem,
            body: describe(response),
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

    /// The endpoint that was called.
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    fn place(&self) -> String {
        self.json_path
            .as_ref()
            .map(|path| format!(" at `{path}`"))
            .unwrap_or_default()
    }
}

/// What came instead: its type, its length, and its start without any text.
fn describe(response: &RawResponse) -> String {
    let kind = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or("unknown type");
    let length = response.body().len();
    match snippet(response.body()) {
        snippet if snippet.is_empty() => format!("{length} bytes of {kind}"),
        snippet => format!("{length} bytes of {kind}: {snippet}"),
    }
}

/// A successful answer with a body over the client's limit: what
/// [`Error::BodyTooLarge`](crate::Error::BodyTooLarge) holds.
#[derive(Debug, thiserror::Error)]
#[error("{} {} answered {status} with a body of more than {limit} bytes", endpoint.method(), endpoint.template())]
pub struct BodyTooLarge {
    endpoint: &'static Endpoint,
    status: StatusCode,
    limit: usize,
}

impl BodyTooLarge {
    pub(crate) fn new(endpoint: &'static Endpoint, status: StatusCode, limit: usize) -> Self {
        Self {
            endpoint,
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

    /// The endpoint that was called.
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }
}
