//! In the body of a successful answer.

use std::time::Duration;

use super::super::cell::Kind;
use super::{Fault, Section, bytes};
use crate::support::raw_server::Answer;

const LENGTH: &str = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\"";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n";
const NO_LENGTH: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"id\": 1,";

pub(super) fn section() -> Section {
    Section {
        title: "In the body of a success",
        explanation: "The server has executed the request, and its response is lost. \
            As above, a call is retried after a broken connection, with its key if it has one. \
            It isn't retried with a key after a time-out. \
            A body that is too large would be too large again. \
            If the end of the connection is the end of the body, the client can't see that it came early, except by what is missing.",
        faults: vec![
            Fault::broken("Closed short of `Content-Length`", Answer::text(LENGTH)),
            Fault::broken("Reset in the body", Answer::Reset(bytes(LENGTH))),
            Fault::stalled("Stalled in the body", Answer::Stall(bytes(LENGTH))),
            Fault::broken("Closed between chunks", Answer::text(CHUNKED)),
            Fault::broken(
                "Closed in a chunk",
                Answer::text(&format!("{CHUNKED}9\r\n: 1")),
            ),
            Fault::broken(
                "A chunk without a length",
                Answer::text(&format!("{CHUNKED}xyz\r\n: 1}}\r\n")),
            ),
            Fault::stalled("Stalled between chunks", Answer::Stall(bytes(CHUNKED))),
            Fault::stalled(
                "A body that comes byte by byte",
                Answer::Endless(bytes(NO_LENGTH), b" ", Duration::from_millis(10)),
            ),
            Fault::answer(
                "A body without an end",
                Answer::Endless(bytes(NO_LENGTH), &[b' '; 4096], Duration::ZERO),
                Kind::BodyTooLarge,
            ),
            Fault::answer(
                "Closed in a body without a length",
                Answer::text(NO_LENGTH),
                Kind::Decode,
            ),
        ],
    }
}
