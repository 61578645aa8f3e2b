//! Before the request is read.

use super::super::cell::{Kind, Pace};
use super::super::place::{Listening, Place, Resolution};
use super::{Fault, Reach, Repeated, Section, bytes};
use crate::support::raw_server::Answer;

pub(super) fn section() -> Section {
    Section {
        title: "Before the request is read",
        explanation: "The server has received nothing, so a retry is safe for every call. \
            The client can't see that a sent request was never read: \
            then the attempt times out. \
            A certificate that isn't trusted now won't be trusted a second later, so it is reported at once.",
        faults: vec![
            name("The name has no address", Resolution::Fails),
            name("The resolver doesn't respond", Resolution::Stalls).pace(Pace::Connect),
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
