//! What every failed call knows of itself.

use std::fmt;

use super::Error;
use crate::endpoint::Endpoint;

/// Which endpoint was called, and what had happened before the failure.
pub(crate) struct Context {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) attempts: u32,
    pub(crate) earlier: Option<Error>,
    /// Whether it would have been tried again if the client's retry budget weren't spent.
    pub(crate) budget_spent: bool,
}

impl Context {
    /// That of a call which has made no attempt yet.
    pub(crate) fn new(endpoint: &'static Endpoint) -> Self {
        Self {
            endpoint,
            attempts: 0,
            earlier: None,
            budget_spent: false,
        }
    }

    /// The end of a message that doesn't come from a server: how often it was tried, if more than once.
    pub(super) fn after(&self) -> String {
        match self.attempts {
            0 | 1 => String::new(),
            attempts => format!(" (after {attempts} attempts)"),
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("endpoint", &self.endpoint.name())
            .field("attempts", &self.attempts)
            .field("earlier", &self.earlier)
            .field("budget_spent", &self.budget_spent)
            .finish()
    }
}
