//! Failures of a client's settings and of its credentials.

use std::error::Error as StdError;

use super::Context;
use crate::endpoint::Endpoint;

/// A client could not be built: what [`Error::Config`](crate::Error::Config) holds.
#[derive(Debug, thiserror::Error)]
#[error("can't build the client: {problem}")]
pub struct ConfigError {
    problem: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl ConfigError {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            source: None,
        }
    }

    pub(crate) fn with_source(
        problem: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            problem: problem.into(),
            source: Some(source.into()),
        }
    }
}

/// The API key is malformed, or the provider of credentials failed: what [`Error::Credentials`](crate::Error::Credentials) holds.
///
/// Its [source](std::error::Error::source) is the error of the
/// [provider](crate::Credentials::provider), if that is what failed.
#[derive(Debug, thiserror::Error)]
#[error("can't obtain the credentials: {problem}")]
pub struct CredentialsError {
    problem: &'static str,
    source: Option<Box<dyn StdError + Send + Sync>>,
    /// None while the client is being built.
    pub(super) context: Option<Context>,
}

impl CredentialsError {
    pub(crate) fn new(problem: &'static str) -> Self {
        Self {
            problem,
            source: None,
            context: None,
        }
    }

    pub(crate) fn provider(source: Box<dyn StdError + Send + Sync>) -> Self {
        Self {
            source: Some(source),
            ..Self::new("their provider failed")
        }
    }

    pub(crate) fn at(self, endpoint: &'static Endpoint) -> Self {
        Self {
            context: Some(Context::new(endpoint)),
            ..self
        }
    }
}
