//! While a large body is sent.

use super::super::cell::Kind;
use super::{Fault, Section};
use crate::support::raw_server::Answer;

pub(super) fn section() -> Section {
    Section {
        title: "While the request is sent",
        explanation: "The body has 8 MiB, and the server has read the beginning. \
            `GET` and `DELETE` have no body. \
            The client can't see that the rest was not read, so a broken connection and a time-out count as they do later. \
            An early response counts: \
            the call returns its status, and the rest of the body isn't sent. \
            It can be lost, and then counts as a broken connection, if the server closes the connection without reading for a while, as HTTP asks it to (RFC 9112, section 9.6).",
        faults: vec![
            Fault::broken("Closed in the request's body", early(Answer::Close)).in_an_upload(),
            Fault::broken(
                "Reset in the request's body",
                early(Answer::Reset(Vec::new())),
            )
            .in_an_upload(),
            Fault::stalled(
                "Stalled in the request's body",
                early(Answer::Stall(Vec::new())),
            )
            .in_an_upload(),
            refused(
                "401 before the body was read",
                "401 Unauthorized",
                Kind::ErrorMessage,
            ),
            refused(
                "413 before the body was read",
                "413 Content Too Large",
                Kind::Sdk,
            ),
        ],
    }
}

fn early(answer: Answer) -> Answer {
    Answer::Early(Box::new(answer))
}

/// The connection stays open.
fn refused(name: &str, status: &str, kind: Kind) -> Fault {
    let message = r#"{"error": "No."}"#;
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json");
    let answer = format!(
        "{head}\r\ncontent-length: {}\r\n\r\n{message}",
        message.len()
    );
    Fault::answer(name, early(Answer::Stall(answer.into_bytes())), kind).in_an_upload()
}
