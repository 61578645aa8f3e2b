//! Failures below HTTP.

use std::error::Error as StdError;
use std::io;

use url::Url;

use super::Context;
use super::known_secret::KnownSecret;
use super::transport::{chain, masked};
use crate::endpoint::Endpoint;

/// The connection could not be made, or broke: what [`Error::Connection`](crate::Error::Connection) holds.
///
/// Its [source](std::error::Error::source) is the error of the HTTP client, which names the cause.
///
/// It is retried, unless the [certificate isn't trusted](Self::is_untrusted).
#[derive(Debug, thiserror::Error)]
#[error(
    "{context}: {} {server}{}",
    self.problem(), context.after()
)]
pub struct ConnectionError {
    pub(super) context: Context,
    server: String,
    stage: Stage,
    /// Whether bytes came that aren't HTTP, or too many for a head.
    is_unparsed: bool,
    is_untrusted: bool,
    source: Box<dyn StdError + Send + Sync>,
}

/// How far the connection had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Connect,
    Head,
    Body,
}

impl ConnectionError {
    /// A connection that was refused, for fakes.
    ///
    /// ```
    /// use codat_client::{Call, error::ConnectionError};
    ///
    /// let call: Call<String> = Call::ready(Err(ConnectionError::refused().into()));
    /// ```
    pub fn refused() -> Self {
        Self::fake(Stage::Connect, io::ErrorKind::ConnectionRefused)
    }

    /// A connection that broke after the request was sent and before the response came, for fakes.
    ///
    /// ```
    /// use codat_client::{Call, Error, error::ConnectionError};
    ///
    /// let error = Error::from(ConnectionError::broken());
    /// assert!(error.may_have_been_executed());
    /// let call: Call<String> = Call::ready(Err(error));
    /// ```
    pub fn broken() -> Self {
        Self::fake(Stage::Head, io::ErrorKind::ConnectionReset)
    }

    fn fake(stage: Stage, kind: io::ErrorKind) -> Self {
        Self {
            context: Context::new(Endpoint::fake()),
            server: "a fake".to_owned(),
            stage,
            is_unparsed: false,
            is_untrusted: false,
            source: Box::new(io::Error::from(kind)),
        }
    }

    /// `secret`: what the error must not quote.
    pub(crate) fn new(
        endpoint: &'static Endpoint,
        url: &Url,
        source: reqwest::Error,
        secret: &KnownSecret,
    ) -> Self {
        let is_unparsed = chain(&source).any(is_parsing);
        let is_untrusted = chain(&source).any(is_mistrust);
        Self {
            context: Context::new(endpoint),
            server: server(url),
            stage: if source.is_connect() {
                Stage::Connect
            } else if source.is_body() || source.is_decode() {
                Stage::Body
            } else {
                Stage::Head
            },
            is_unparsed,
            is_untrusted,
            source: masked(source, secret),
        }
    }

    /// A body that ended before its length.
    pub(crate) fn cut_short(endpoint: &'static Endpoint, url: &Url) -> Self {
        Self {
            context: Context::new(endpoint),
            server: server(url),
            ..Self::fake(Stage::Body, io::ErrorKind::UnexpectedEof)
        }
    }

    /// Whether no connection could be made in this attempt. The server has certainly not seen this attempt, but may have seen earlier ones:
    /// [`Error::may_have_been_executed`](crate::Error::may_have_been_executed) covers the whole call.
    pub fn is_connect(&self) -> bool {
        self.stage == Stage::Connect
    }

    /// Whether the server's certificate isn't trusted, or isn't for this host. Nothing was sent in this attempt, and it isn't retried. Only
    /// known if TLS is rustls.
    pub fn is_untrusted(&self) -> bool {
        self.is_untrusted
    }

    fn problem(&self) -> &'static str {
        match self.stage {
            Stage::Connect if self.is_untrusted => "can't trust the certificate of",
            Stage::Connect => "can't connect to",
            _ if self.is_unparsed => "can't parse the response of",
            Stage::Head => "the connection broke before the response of",
            Stage::Body => "the connection broke in the middle of the response of",
        }
    }
}

fn is_mistrust(cause: &(dyn StdError + 'static)) -> bool {
    #[cfg(feature = "rustls")]
    return matches!(
        cause.downcast_ref(),
        Some(rustls::Error::InvalidCertificate(_))
    );
    #[cfg(not(feature = "rustls"))]
    {
        let _ = cause;
        false
    }
}

/// Whether bytes came that aren't HTTP, or too many for a head, or that can't be decompressed.
fn is_parsing(cause: &(dyn StdError + 'static)) -> bool {
    let parsing = cause.downcast_ref::<hyper::Error>();
    let bytes = cause.downcast_ref::<io::Error>().map(io::Error::kind);
    parsing.is_some_and(hyper::Error::is_parse)
        || matches!(
            bytes,
            Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
        )
}

/// The host and the port, without user name and password.
fn server(url: &Url) -> String {
    let authority = url.authority().rsplit('@').next();
    authority.unwrap_or_default().to_owned()
}
