//! Failures below HTTP.

use url::Url;

use super::Context;
use crate::endpoint::Endpoint;

/// The connection could not be made, or broke: what [`Error::Connection`](crate::Error::Connection) holds.
///
/// Its [source](std::error::Error::source) is the transport's own error.
#[derive(Debug, thiserror::Error)]
#[error(
    "{} {}: {} {server}{}",
    context.endpoint.method(), context.endpoint.template(), self.problem(), context.after()
)]
pub struct ConnectionError {
    pub(super) context: Context,
    server: String,
    source: reqwest::Error,
}

impl ConnectionError {
    pub(crate) fn new(endpoint: &'static Endpoint, url: &Url, source: reqwest::Error) -> Self {
        Self {
            context: Context::new(endpoint),
            // The host and the port, without user name and password.
            server: url
                .authority()
                .rsplit('@')
                .next()
                .unwrap_or_default()
                .to_owned(),
            // A URL may hold what a caller searches for; the message names the endpoint instead.
            source: source.without_url(),
        }
    }

    /// Whether no connection could be made, so that the server has certainly not seen the request.
    pub fn is_connect(&self) -> bool {
        self.source.is_connect()
    }

    fn problem(&self) -> &'static str {
        if self.is_connect() {
            "can't connect to"
        } else if self.source.is_body() || self.source.is_decode() {
            "the connection broke in the middle of the answer of"
        } else {
            "the connection broke before the answer of"
        }
    }
}
