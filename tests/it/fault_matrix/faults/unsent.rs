//! Before the request is read.

use super::super::cell::{Kind, Pace};
use super::super::place::{Listening, Place, Resolution};
use super::{Fault, Reach, Repeated, Section, bytes};
use crate::support::raw_server::Answer;

pub(super) fn section() -> Section {
    Section {
        title: "Before the request is read",
        explanation: "The server has seen nothing, so that a repeat is safe for every call; but that \
            nobody reads a request that was sent can't be seen from outside. A certificate that isn't trusted today \
            won't be in a second: that is told at once.",
        faults: vec![
            name("The name has no address", Resolution::Fails),
            name("The resolver doesn't answer", Resolution::Stalls).pace(Pace::Connect),
            address("The connection is refused", Listening::Nobody),
            address("The connection is never made", Listening::Busy).pace(Pace::Connect),
            tls(
                "TLS: the server doesn't speak it",
                plain(Answer::text("HTTP/1.1 400 Bad Request\r\n\r\n")),
            ),
            tls("TLS: the certificate isn't trusted", Answer::Untrusted).repeated(Repeated::Never),
            tls(
                "TLS: reset in the handshake",
                plain(Answer::Reset(Vec::new())),
            ),
            tls(
                "TLS: stalled in the handshake",
                plain(Answer::Stall(bytes("\x16\x03\x03"))),
            )
            .pace(Pace::Connect),
            Fault::broken(
                "Reset before the request is read",
                plain(Answer::Reset(Vec::new())),
            )
            .reach(Reach::Unseen),
            Fault::stalled(
                "Stalled before the request is read",
                plain(Answer::Stall(Vec::new())),
            )
            .reach(Reach::Unseen),
        ],
    }
}

fn plain(answer: Answer) -> Answer {
    Answer::Unread(Box::new(answer))
}

fn name(name: &'static str, resolution: Resolution) -> Fault {
    unseen(name, Place::Name(resolution))
}

fn address(name: &'static str, listening: Listening) -> Fault {
    unseen(name, Place::Address(listening))
}

fn tls(name: &'static str, answer: Answer) -> Fault {
    unseen(name, Place::Tls(answer))
}

fn unseen(name: &'static str, place: Place) -> Fault {
    Fault::of(name, place, Kind::Connection)
        .repeated(Repeated::Always)
        .reach(Reach::Unseen)
}
