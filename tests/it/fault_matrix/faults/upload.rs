//! While a large body is sent.

use super::super::cell::Kind;
use super::{Fault, Section};
use crate::support::raw_server::Answer;

pub(super) fn section() -> Section {
    Section {
        title: "While the request is sent",
        explanation: "A body of 8 MiB, of which the server has read the beginning; `GET` and `DELETE` have none. That it hasn't read the rest \
            can't be seen from outside, so that a broken connection and a time-out count as they do later. An answer that comes early is one: its \
            status is told, and what is left of the body isn't sent. It may get lost, and count as a broken connection, if the server closes without \
            reading on for a while, as HTTP asks of it (RFC 9112, section 9.6).",
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
