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
    /// The problem is shown as it is, except that the key is masked, and the end of a long one is cut off.
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
            serde_problem(&error.to_string(), &secret)
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue};

    use super::*;
    use crate::error::Error;

    /// A response with this body. It was requested with a key.
    fn response(status: StatusCode, body: String) -> RawResponse {
        RawResponse {
            authorization: Some(HeaderValue::from_static("Basic aHVudGVyMg==")),
            ..RawResponse::new(status, HeaderMap::new(), Bytes::from(body))
        }
    }

    fn decode(response: &RawResponse) -> DecodeError {
        let error = serde_json::from_slice::<Vec<u8>>(response.body()).unwrap_err();
        DecodeError::json(response, response.body(), &error)
    }

    /// No time limit applies to what is done with a response that has been received.
    #[test]
    fn no_body_takes_long() {
        let begin = Instant::now();
        for unit in ["&", "%", "&%", "h\\u0000", "=", "JVBERi0xLjcKJ"] {
            let text = unit.repeat(500_000 / unit.len());
            for body in [
                format!(r#"{{"error":"{text}"}}"#),
                format!(
                    r#"{{"validation":{{"errors":[{{"message":"{text}"}},{{"itemId":"{text}"}}]}}}}"#
                ),
                format!(r#"{{"title":"x","errors":{{"{text}":"{text}"}}}}"#),
                text.clone(),
            ] {
                let response = response(StatusCode::BAD_REQUEST, body);
                assert!(Error::from_response(response).to_string().len() < 2_000);
            }
            for body in [format!(r#""{text}""#), format!(r#"[{{"{text}":1}}]"#), text] {
                let error = decode(&response(StatusCode::OK, body));
                assert!(error.to_string().len() < 2_000);
            }
        }
        assert!(
            begin.elapsed() < Duration::from_secs(20),
            "{:?}",
            begin.elapsed()
        );
    }

    #[test]
    fn of_a_long_value_the_type_stays() {
        for end in ["", r"\\", "hunter2", r#"\"hunter2"#, r#"\\\"hunter2"#] {
            let body = format!(r#""{}{end}""#, "secret ".repeat(5_000));
            let shown = decode(&response(StatusCode::OK, body)).to_string();
            let expected = r#"invalid type: string "…", expected a sequence"#;
            assert!(shown.contains(expected), "{shown}");
            assert!(!shown.contains("secret"), "{shown}");
        }
    }
}
