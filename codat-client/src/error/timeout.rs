//! Running out of time.

use std::time::Duration;

use super::Error;
use crate::endpoint::Endpoint;

/// Which time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutScope {
    /// That of one attempt: see [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
    Attempt,
    /// That of the whole call with all its attempts and waits: see [`Call::timeout`](crate::Call::timeout).
    Call,
}

/// An attempt, or the whole call, ran out of time: what [`Error::Timeout`](crate::Error::Timeout) holds.
///
/// Where earlier attempts had failed, its [source](std::error::Error::source) is how the last of them did.
#[derive(Debug, thiserror::Error)]
#[error("{} {}: {} took longer than {after:?}", endpoint.method(), endpoint.template(), self.subject())]
pub struct TimeoutError {
    endpoint: &'static Endpoint,
    scope: TimeoutScope,
    after: Duration,
    source: Option<Error>,
}

impl TimeoutError {
    pub(crate) fn new(endpoint: &'static Endpoint, scope: TimeoutScope, after: Duration) -> Self {
        Self {
            endpoint,
            scope,
            after,
            source: None,
        }
    }

    /// Remembers how the attempt before this one had failed.
    pub(crate) fn following(self, earlier: Option<Error>) -> Self {
        Self {
            source: earlier,
            ..self
        }
    }

    /// Which time ran out.
    pub fn scope(&self) -> TimeoutScope {
        self.scope
    }

    /// How long that time was.
    pub fn after(&self) -> Duration {
        self.after
    }

    /// The endpoint that was called.
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    fn subject(&self) -> &'static str {
        match self.scope {
            TimeoutScope::Attempt => "an attempt",
            TimeoutScope::Call => "the call",
        }
    }
}
