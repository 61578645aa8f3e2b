//! Running out of time.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::Context;
use crate::endpoint::Endpoint;

/// Which time limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutScope {
    /// The time limit of one attempt: see [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
    Attempt,
    /// The total time of the call, with all its attempts and waits: see [`Call::timeout`](crate::Call::timeout).
    Call,
    /// The time limit of [`Call::until`](crate::Call::until): see [`Until::within`](crate::Until::within).
    Until,
}

/// An attempt or the whole call reached its time limit: the content of [`Error::Timeout`](crate::Error::Timeout).
///
/// Its [source](std::error::Error::source) is the error of the previous attempt, if there was one. If the limit was that of a custom HTTP
/// client, it is the error of this HTTP client.
#[derive(Debug)]
pub struct TimeoutError {
    pub(super) context: Context,
    scope: TimeoutScope,
    after: Option<Duration>,
    /// Whether the attempt may have been sent by then.
    was_sent: bool,
    transport: Option<reqwest::Error>,
}

impl TimeoutError {
    /// A timeout, for fakes.
    ///
    /// ```
    /// use std::time::Duration;
    /// use codat_client::{Call, error::{TimeoutError, TimeoutScope}};
    ///
    /// let error = TimeoutError::new(TimeoutScope::Call, Duration::from_secs(60));
    /// let call: Call<String> = Call::ready(Err(error.into()));
    /// ```
    pub fn new(scope: TimeoutScope, after: Duration) -> Self {
        Self::of(Endpoint::fake(), scope, after)
    }

    pub(crate) fn of(endpoint: &'static Endpoint, scope: TimeoutScope, after: Duration) -> Self {
        Self {
            context: Context::new(endpoint),
            scope,
            after: Some(after),
            was_sent: true,
            transport: None,
        }
    }

    /// The same of an attempt that has certainly not been sent.
    pub(crate) fn unsent(self) -> Self {
        Self {
            was_sent: false,
            ..self
        }
    }

    /// A time-out by a limit of the HTTP client's own.
    pub(crate) fn of_transport(endpoint: &'static Endpoint, error: reqwest::Error) -> Self {
        Self {
            context: Context::new(endpoint),
            scope: TimeoutScope::Attempt,
            after: None,
            was_sent: true,
            transport: Some(error.without_url()),
        }
    }

    /// Which time limit was reached.
    pub fn scope(&self) -> TimeoutScope {
        self.scope
    }

    /// The time limit. `None` if it was a limit of a [custom HTTP client](crate::ClientBuilder::http_client).
    pub fn after(&self) -> Option<Duration> {
        self.after
    }

    pub(super) fn was_sent(&self) -> bool {
        self.was_sent
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = match self.scope {
            TimeoutScope::Attempt => "an attempt took",
            TimeoutScope::Call => "the call took",
            TimeoutScope::Until => "meeting the condition takes",
        };
        write!(f, "{}: {subject} ", self.context)?;
        match self.after {
            Some(after) => write!(f, "longer than {after:?}")?,
            None => f.write_str("too long")?,
        }
        f.write_str(&self.context.after())
    }
}

impl StdError for TimeoutError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        if let Some(transport) = &self.transport {
            return Some(transport);
        }
        let earlier = self.context.history()?.earlier.as_ref()?;
        Some(earlier)
    }
}
