//! What every error knows about its call.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use uuid::Uuid;

use super::Error;
use crate::endpoint::Endpoint;
use crate::response::RawResponse;

/// Which endpoint was called, and the attempts that were made.
pub(crate) struct Context {
    pub(crate) endpoint: &'static Endpoint,
    /// Set once, when the attempt has ended, and through a shared reference: a layer may have kept a clone of the error.
    history: OnceLock<Box<History>>,
    /// Whether the attempt was sent, although a layer made another error of it.
    was_sent: AtomicBool,
}

/// The attempts of a call up to its failure.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// How many there were, the failed one included.
    pub(crate) attempts: u32,
    /// How the one before had failed.
    pub(crate) earlier: Option<Error>,
    /// Whether the server may have executed one of them.
    pub(crate) may_have_been_executed: bool,
    /// The key that they were sent with.
    pub(crate) idempotency_key: Option<Uuid>,
    /// Why there wasn't another, if the failure itself isn't the reason.
    pub(crate) not_retried: Option<NotRetried>,
}

impl History {
    /// That of a call without an attempt, whose key may have been sent by another.
    pub(crate) fn with_given_key(key: Uuid) -> Self {
        Self {
            may_have_been_executed: true,
            idempotency_key: Some(key),
            ..Self::default()
        }
    }
}

impl Context {
    /// That of a call which has made no attempt yet.
    pub(crate) fn new(endpoint: &'static Endpoint) -> Self {
        Self {
            endpoint,
            history: OnceLock::new(),
            was_sent: AtomicBool::new(false),
        }
    }

    /// That of a call which got this response, a success.
    pub(crate) fn of(response: &RawResponse) -> Self {
        let history = History {
            attempts: response.attempts(),
            idempotency_key: response.idempotency_key,
            may_have_been_executed: true,
            ..History::default()
        };
        match history.attempts {
            // A fake's response belongs to no call.
            0 => Self::new(response.endpoint()),
            _ => Self::with_history(response.endpoint(), history),
        }
    }

    pub(crate) fn with_history(endpoint: &'static Endpoint, history: History) -> Self {
        Self {
            history: Box::new(history).into(),
            ..Self::new(endpoint)
        }
    }

    pub(super) fn set_sent(&self) {
        self.was_sent.store(true, Ordering::Relaxed);
    }

    pub(super) fn was_sent(&self) -> bool {
        self.was_sent.load(Ordering::Relaxed)
    }

    /// Gives the history back if there is one already.
    pub(super) fn set_history(&self, history: History) -> Result<(), History> {
        self.history
            .set(Box::new(history))
            .map_err(|history| *history)
    }

    pub(super) fn history(&self) -> Option<&History> {
        self.history.get().map(|history| &**history)
    }

    /// The end of a message: how often it was tried, if more than once, and why not once more, if that isn't the failure itself.
    pub(super) fn after(&self) -> String {
        let Some(history) = self.history() else {
            return String::new();
        };
        match (history.attempts, history.not_retried) {
            (0 | 1, None) => String::new(),
            (0 | 1, Some(reason)) => format!(" (not retried: {reason})"),
            (attempts, None) => format!(" (after {attempts} attempts)"),
            (attempts, Some(reason)) => format!(" (after {attempts} attempts; {reason})"),
        }
    }
}

/// Why a call was not retried, although its failure is one that may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotRetried {
    BudgetSpent,
    NoTime,
}

impl fmt::Display for NotRetried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BudgetSpent => "the client's retry budget is spent",
            Self::NoTime => "the wait would take longer than the time that is left",
        })
    }
}

/// What a message begins with: the endpoint.
impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if std::ptr::eq(self.endpoint, Endpoint::fake()) {
            return f.write_str("a fake");
        }
        write!(f, "{} {}", self.endpoint.method(), self.endpoint.template())
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("endpoint", &self.endpoint.name())
            .field("history", &self.history())
            .finish()
    }
}
