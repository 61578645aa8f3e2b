//! One fault, met by one kind of call: what happened, and whether that is what was decided.

use std::time::Duration;

use codat_client::Error;

use super::calls::CallKind;
use super::faults::{Fault, Reach};

/// So many attempts are allowed where a fault lasts.
pub(crate) const ATTEMPTS: u32 = 3;

/// The time to connect and of an attempt, where the fault is that it runs out.
pub(super) const SHORT: Duration = Duration::from_secs(2);

/// The same, where it isn't.
pub(super) const PATIENT: Duration = Duration::from_secs(120);

/// The total time, where that is what runs out.
pub(super) const TOTAL: Duration = Duration::from_secs(2);

/// What a busy machine may take on top of a time-out, and less than whoever is patient would wait.
const SLACK: Duration = Duration::from_secs(30);

/// What an attempt that meets a fault waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Nothing.
    AtOnce,
    /// The time to connect.
    Connect,
    /// The time of an attempt.
    Attempt,
}

impl Pace {
    pub(super) fn limit(self) -> Duration {
        match self {
            Self::AtOnce => PATIENT,
            Self::Connect | Self::Attempt => SHORT,
        }
    }
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) attempts: u32,
    /// The requests that the server has read.
    pub(super) requests: usize,
    /// How often a server that keeps idempotency keys has executed it.
    pub(super) executed: usize,
    pub(super) kind: Kind,
    /// What the error says.
    pub(super) message: String,
    /// Whether the error leaves it open that the server has executed the request.
    pub(super) may_have_been_executed: bool,
}

/// The variant of the error, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Success,
    Connection,
    Timeout,
    Decode,
    BodyTooLarge,
    ErrorMessage,
    Sdk,
    Other,
}

impl Kind {
    pub(crate) fn of(error: &Error) -> Self {
        match error {
            Error::Connection(_) => Self::Connection,
            Error::Timeout(_) => Self::Timeout,
            Error::Decode(_) => Self::Decode,
            Error::BodyTooLarge(_) => Self::BodyTooLarge,
            Error::ErrorMessage(_) => Self::ErrorMessage,
            Error::Sdk(_) => Self::Sdk,
            _ => Self::Other,
        }
    }
}

/// What was measured.
#[derive(Debug)]
pub(super) struct Cell {
    /// With a fault that lasts.
    pub(super) lasting: Ended,
    pub(super) lasted: Duration,
    /// With a fault that only the first attempt meets.
    pub(super) passing: Ended,
    /// With a fault that lasts, no limit on attempts, and little time in all: where there is something to wait for.
    pub(super) hurried: Option<(Kind, Duration)>,
}

impl Cell {
    /// Whatever differs from what was decided.
    pub(super) fn problems(&self, fault: &Fault, call: CallKind) -> Vec<String> {
        let mut problems = Vec::new();
        let mut expect = |what: &str, holds: bool| {
            if !holds {
                problems.push(what.to_owned());
            }
        };
        let repeated = fault.is_repeated(call);

        let attempts = if repeated { ATTEMPTS } else { 1 };
        expect("attempts while it lasts", self.lasting.attempts == attempts);
        expect("error while it lasts", self.lasting.kind == fault.kind);
        let executed = fault.reach == Reach::Executed && self.lasting.kind != Kind::Success;
        let noticed = self.lasting.may_have_been_executed;
        expect("executed unnoticed", !executed || noticed);
        let read = match fault.reach {
            Reach::Unseen => 0,
            Reach::Refused | Reach::Executed => attempts as usize,
        };
        expect("requests while it lasts", self.lasting.requests == read);

        let (attempts, kind) = if repeated {
            (2, Kind::Success)
        } else {
            (1, fault.kind)
        };
        expect("attempts when it passes", self.passing.attempts == attempts);
        expect("outcome when it passes", self.passing.kind == kind);
        let at_first = usize::from(fault.reach == Reach::Executed);
        let executed = match (repeated, call.has_key()) {
            (false, _) => at_first,
            (true, true) => 1,
            (true, false) => at_first + 1,
        };
        expect("executed when it passes", self.passing.executed == executed);

        let waits = match fault.pace {
            Pace::AtOnce => Duration::ZERO,
            Pace::Connect | Pace::Attempt => SHORT * self.lasting.attempts,
        };
        let lasted = waits..waits + SLACK;
        expect("time while it lasts", lasted.contains(&self.lasted));
        if let Some((kind, elapsed)) = self.hurried {
            expect("total time", elapsed < TOTAL + SLACK);
            // The status is told, though the time is up; and the last of several attempts may be caught in the middle.
            let caught = fault.pace == Pace::AtOnce && kind == Kind::Timeout;
            let own = match fault.pace {
                Pace::Connect => Kind::Timeout,
                Pace::AtOnce | Pace::Attempt => fault.kind,
            };
            expect("error when the total time is up", caught || kind == own);
        }
        problems
    }
}
