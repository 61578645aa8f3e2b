//! What is to happen next, and when.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::models::{DatasetId, PushOperationKey};
use crate::{CompanyId, ConnectionId};

/// The next step of a connection or an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Authorize(CompanyId, ConnectionId),
    Pull(CompanyId, DatasetId),
    Push(CompanyId, PushOperationKey),
}

/// The steps to come, by their time since the start of the sandbox.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    steps: BTreeMap<(Duration, u64), Step>,
    added: u64,
}

impl Agenda {
    pub(super) fn add(&mut self, at: Duration, step: Step) {
        self.added += 1;
        self.steps.insert((at, self.added), step);
    }

    /// When the next step is due.
    pub(super) fn next(&self) -> Option<Duration> {
        self.steps.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the next step, if it is due.
    pub(super) fn take_due(&mut self, now: Duration) -> Option<(Duration, Step)> {
        if self.next()? > now {
            return None;
        }
        let ((at, _), step) = self.steps.pop_first()?;
        Some((at, step))
    }
}
