//! The faults, and what was decided about each.

mod body;
mod content;
mod head;
mod status;
mod unsent;
mod upload;

use super::calls::{CallKind, Size};
use super::cell::{Kind, Pace};
use super::place::Place;
use crate::support::raw_server::Answer;

/// Faults of one kind.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) explanation: &'static str,
    pub(super) faults: Vec<Fault>,
}

/// A fault, and what is to happen.
pub(super) struct Fault {
    pub(super) name: String,
    /// What the calls send that meet it.
    pub(super) size: Size,
    pub(super) place: Place,
    pub(super) repeated: Repeated,
    pub(super) kind: Kind,
    pub(super) pace: Pace,
    pub(super) reach: Reach,
}

/// Whether there is a second attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeated {
    Always,
    UnlessKeyed,
    Never,
}

/// How far a request comes that meets the fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The server doesn't read it, or not to its end.
    Unseen,
    /// The server says that it isn't executed.
    Refused,
    Executed,
}

impl Fault {
    /// A fault after which nobody tries again.
    fn of(name: impl Into<String>, place: Place, kind: Kind) -> Self {
        Self {
            name: name.into(),
            size: Size::Small,
            place,
            repeated: Repeated::Never,
            kind,
            pace: Pace::AtOnce,
            reach: Reach::Executed,
        }
    }

    /// A server without TLS that answers so.
    fn answer(name: impl Into<String>, answer: Answer, kind: Kind) -> Self {
        Self::of(name, Place::Plain(answer), kind)
    }

    /// The kinds of calls that can meet it.
    pub(super) fn calls(&self) -> &'static [CallKind] {
        CallKind::sending(self.size)
    }

    pub(super) fn is_repeated(&self, call: CallKind) -> bool {
        match self.repeated {
            Repeated::Always => true,
            Repeated::UnlessKeyed => !call.has_key(),
            Repeated::Never => false,
        }
    }

    fn in_an_upload(self) -> Self {
        Self {
            size: Size::Large,
            reach: Reach::Unseen,
            ..self
        }
    }

    fn repeated(self, repeated: Repeated) -> Self {
        Self { repeated, ..self }
    }

    fn pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    fn reach(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    /// A connection that broke: everybody tries again.
    fn broken(name: &'static str, answer: Answer) -> Self {
        Self::answer(name, answer, Kind::Connection).repeated(Repeated::Always)
    }

    /// An attempt out of time: whoever has a key doesn't try again.
    fn stalled(name: &'static str, answer: Answer) -> Self {
        Self::answer(name, answer, Kind::Timeout)
            .repeated(Repeated::UnlessKeyed)
            .pace(Pace::Attempt)
    }
}

/// All of them. `elsewhere` is the URL of another server.
pub(super) fn sections(elsewhere: &str) -> Vec<Section> {
    vec![
        unsent::section(),
        upload::section(),
        head::section(),
        body::section(),
        content::section(),
        status::redirects(elsewhere),
        status::section(),
    ]
}

fn bytes(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}
