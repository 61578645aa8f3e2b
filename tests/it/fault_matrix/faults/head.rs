//! After the request was read, and before the answer's body.

use std::time::Duration;

use super::super::cell::Kind;
use super::{Fault, Section, bytes};
use crate::support::raw_server::Answer;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: appli";

pub(super) fn section() -> Section {
    Section {
        title: "Before the body of the response",
        explanation: "The server may have executed the request. \
            After a broken connection, the call is retried. \
            If it has a key, the retry has the same one, so the server recognises it. \
            With a key, an attempt that timed out isn't retried: \
            the server may still work on it, and would return 409.",
        faults: vec![
            Fault::broken("Closed after the request", Answer::Close),
            Fault::broken("Reset after the request", Answer::Reset(Vec::new())),
            Fault::stalled("Stalled after the request", Answer::Stall(Vec::new())),
            Fault::broken("No HTTP at all", Answer::text("nonsense\r\n\r\n")),
            Fault::broken("Closed in the head", Answer::text(HEAD)),
            Fault::broken("Reset in the head", Answer::Reset(bytes(HEAD))),
            Fault::stalled("Stalled in the head", Answer::Stall(bytes(HEAD))),
            Fault::stalled("A head that comes byte by byte", drip(HEAD)),
            Fault::broken(
                "A header of 1 MB",
                Answer::text(&format!("{HEAD}{}\r\n\r\n", "x".repeat(1 << 20))),
            ),
            Fault::broken(
                "1,000 headers",
                Answer::text(&format!("{HEAD}{}\r\n\r\n", "\r\nx: y".repeat(1000))),
            ),
            Fault::broken(
                "Two lengths",
                Answer::text(
                    "HTTP/1.1 200 OK\r\ncontent-length: 9\r\ncontent-length: 8\r\n\r\n{\"id\": 1}",
                ),
            ),
            Fault::answer("100 and 103 before the response", interim(), Kind::Success),
            Fault::stalled(
                "100 without an end",
                Answer::Endless(
                    Vec::new(),
                    b"HTTP/1.1 100 Continue\r\n\r\n",
                    Duration::from_millis(10),
                ),
            ),
            Fault::answer(
                "101 Switching Protocols",
                Answer::text(
                    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n",
                ),
                Kind::Sdk,
            ),
        ],
    }
}

fn drip(head: &str) -> Answer {
    Answer::Endless(bytes(head), b"x", Duration::from_millis(10))
}

fn interim() -> Answer {
    Answer::text(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n\
        HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\n{\"id\": 1}",
    )
}
