//! Failures below HTTP.

use std::error::Error as StdError;
use std::io;

use url::Url;

use super::Context;
use crate::endpoint::Endpoint;

/// The connection could not be made, or broke: what [`Error::Connection`](crate::Error::Connection) holds.
///
/// Its [source](std::error::Error::source) is the transport's own error, which names the cause.
///
/// It is retried, unless the [certificate isn't trusted](Self::is_untrusted).
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

    /// Whether the server's certificate isn't trusted, or isn't one for this host. Nothing was sent, and a repeat would find
    /// the same. Known where TLS is rustls.
    pub fn is_untrusted(&self) -> bool {
        #[cfg(feature = "rustls")]
        return causes(&self.source).any(|cause| {
            let refused = cause.downcast_ref::<rustls::Error>();
            matches!(refused, Some(rustls::Error::InvalidCertificate(_)))
        });
        #[cfg(not(feature = "rustls"))]
        return false;
    }

    fn problem(&self) -> &'static str {
        if self.is_untrusted() {
            "can't trust the certificate of"
        } else if self.is_connect() {
            "can't connect to"
        } else if self.is_unparsed() {
            "can't parse the answer of"
        } else if self.source.is_body() || self.source.is_decode() {
            "the connection broke in the middle of the answer of"
        } else {
            "the connection broke before the answer of"
        }
    }

    /// Whether bytes came that aren't HTTP, or too many for a head.
    fn is_unparsed(&self) -> bool {
        causes(&self.source).any(|cause| {
            let parsing = cause.downcast_ref::<hyper::Error>();
            let chunk = cause.downcast_ref::<io::Error>();
            parsing.is_some_and(hyper::Error::is_parse)
                || chunk.is_some_and(|cause| cause.kind() == io::ErrorKind::InvalidInput)
        })
    }
}

/// All that an error goes back to.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |&error| {
        match error.downcast_ref::<io::Error>() {
            // The source of an I/O error is not the error that it holds, but that one's source.
            Some(io) => io.get_ref().map(|held| held as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}
