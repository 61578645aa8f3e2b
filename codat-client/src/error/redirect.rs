//! Redirects that a custom HTTP client has followed.

use std::error::Error as StdError;

use super::Context;
use super::known_secret::KnownSecret;
use super::transport::masked;
use crate::endpoint::Endpoint;

/// A [custom HTTP client](crate::ClientBuilder::http_client) followed a redirect to another origin, or failed in following one:
/// what [`Error::Redirect`](crate::Error::Redirect) holds.
///
/// The first server has received the request, and the second may have. The call isn't retried. Build the HTTP client with
/// `redirect(Policy::none())`: then a redirect is an [`Error::Sdk`](crate::Error::Sdk) with its status.
#[derive(Debug, thiserror::Error)]
#[error(
    "{context}: the HTTP client {problem}{}",
    context.after()
)]
pub struct RedirectError {
    pub(super) context: Context,
    problem: &'static str,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl RedirectError {
    /// The response is that of another origin.
    pub(crate) fn to_another_origin(endpoint: &'static Endpoint) -> Self {
        Self {
            context: Context::new(endpoint),
            problem: "followed a redirect to another origin",
            source: None,
        }
    }

    /// There were too many of them, or one of them can't be followed.
    pub(crate) fn failed(
        endpoint: &'static Endpoint,
        source: reqwest::Error,
        secret: &KnownSecret,
    ) -> Self {
        Self {
            context: Context::new(endpoint),
            problem: "could not follow a redirect",
            source: Some(masked(source, secret)),
        }
    }
}
