//! How calls end.

use std::sync::atomic::{AtomicU64, Ordering};

use codat_client::Error;

/// The ways in which a call may end, and one in which none may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Success,
    ErrorMessage,
    Sdk,
    Connection,
    Timeout,
    Decode,
    BodyTooLarge,
    /// Another error, or the answer to another call.
    Wrong,
}

impl Outcome {
    pub(crate) const ALL: [Self; 8] = [
        Self::Success,
        Self::ErrorMessage,
        Self::Sdk,
        Self::Connection,
        Self::Timeout,
        Self::Decode,
        Self::BodyTooLarge,
        Self::Wrong,
    ];

    pub(crate) fn of_error(error: &Error) -> Self {
        match error {
            Error::ErrorMessage(_) => Self::ErrorMessage,
            Error::Sdk(_) => Self::Sdk,
            Error::Connection(_) => Self::Connection,
            Error::Timeout(_) => Self::Timeout,
            Error::Decode(_) => Self::Decode,
            Error::BodyTooLarge(_) => Self::BodyTooLarge,
            _ => Self::Wrong,
        }
    }
}

/// How many calls ended how.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    counts: [AtomicU64; Outcome::ALL.len()],
}

impl Tally {
    pub(crate) fn add(&self, outcome: Outcome) {
        if let Some(count) = self.counts.get(outcome as usize) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn of(&self, outcome: Outcome) -> u64 {
        let count = self.counts.get(outcome as usize);
        count.map_or(0, |count| count.load(Ordering::Relaxed))
    }

    pub(crate) fn total(&self) -> u64 {
        Outcome::ALL
            .into_iter()
            .map(|outcome| self.of(outcome))
            .sum()
    }
}
