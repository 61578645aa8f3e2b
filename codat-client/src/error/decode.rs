//! Successful responses that can't be used.

use std::fmt;

use http::StatusCode;

use super::Context;
use super::error_response::shown_status;
use super::json_path::json_path;
use super::known_secret::KnownSecret;
use super::redact::{quote_success, redact, serde_problem};
use crate::endpoint::Endpoint;
use crate::response::RawResponse;

/// A successful response whose body isn't what the endpoint returns: what [`Error::Decode`](crate::Error::Decode) holds.
///
/// It says where in the JSON the problem is. If the body as a whole is wrong, it shows the start of the body instead, with all strings
/// masked, because one of them may be a token.
#[derive(thiserror::Error)]
#[error(
    "{context} returned {} with a body that can't be read{place}: {problem}; {body}{}",
    shown_status(*status), context.after()
)]
pub struct DecodeError {
    pub(super) context: Context,
    status: StatusCode,
    json_path: Option<String>,
    /// The path as a message shows it.
    place: String,
    problem: String,
    body: String,
}

impl DecodeError {
    /// The body isn't what is needed: for implementations of [`FromResponse`](crate::FromResponse).
    /// The problem is shown as it is, except that the key is masked.
    pub fn new(response: &RawResponse, problem: &str) -> Self {
        let secret = response.known_secret();
        Self {
            body: describe(response, &quote(response, &secret)),
            ..Self::at(response, None, secret.mask(problem), &secret)
        }
    }

    /// The body isn't JSON, or JSON of another shape.
    pub(crate) fn json(response: &RawResponse, body: &[u8], error: &serde_json::Error) -> Self {
        let secret = response.known_secret();
        let problem = if response.body().is_empty() {
            "it is empty".to_owned()
        } else if let Some(encoding) = response.content_encoding() {
            format!("it is encoded as {encoding}, which wasn't asked for")
        } else {
            serde_problem(&secret.mask(&error.to_string()))
        };
        let json_path = json_path(body, error);
        let quote = match json_path {
            Some(_) => String::new(),
            None => quote(response, &secret),
        };
        Self {
            body: describe(response, &quote),
            ..Self::at(response, json_path, problem, &secret)
        }
    }

    fn at(
        response: &RawResponse,
        json_path: Option<String>,
        problem: String,
        secret: &KnownSecret,
    ) -> Self {
        // The names in the path may be the server's.
        let place = json_path.as_ref();
        let place = place.map(|path| format!(" at `{}`", redact(&secret.mask(path))));
        Self {
            context: Context::of(response),
            status: response.status(),
            json_path,
            place: place.unwrap_or_default(),
            problem,
            body: String::new(),
        }
    }

    /// The HTTP status, which was a success.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Where in the JSON the problem is, such as `results[3].id`, with the names as the server wrote them. `None` if it is the whole
    /// body, or not JSON.
    pub fn json_path(&self) -> Option<&str> {
        self.json_path.as_deref()
    }
}

impl fmt::Debug for DecodeError {
    /// With the path as a message shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("context", &self.context)
            .field("status", &self.status)
            .field("place", &self.place.trim_start())
            .field("problem", &self.problem)
            .field("body", &self.body)
            .finish()
    }
}

/// The start of the body; nothing of one that is encoded.
fn quote(response: &RawResponse, secret: &KnownSecret) -> String {
    match response.content_encoding() {
        Some(_) => String::new(),
        None => quote_success(response.body(), secret),
    }
}

fn describe(response: &RawResponse, quote: &str) -> String {
    let length = response.body().len();
    let kind = response.content_type();
    let kind = kind.as_deref().unwrap_or("unknown type");
    match quote.is_empty() {
        true => format!("{length} bytes of {kind}"),
        false => format!("{length} bytes of {kind}: {quote}"),
    }
}

/// A successful response with a body over the client's limit: what
/// [`Error::BodyTooLarge`](crate::Error::BodyTooLarge) holds.
#[derive(Debug, thiserror::Error)]
#[error(
    "{context} returned {} with a body of more than {limit} bytes{}",
    shown_status(*status), context.after()
)]
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
