//! Answers that are no success.

use super::super::cell::{Kind, Pace};
use super::{Fault, Reach, Repeated, Section, bytes};
use crate::support::raw_server::Answer;

const MESSAGE: &str =
    r#"{"statusCode": 0, "error": "It went wrong.", "correlationId": "0a40c2f3"}"#;

pub(super) fn redirects(elsewhere: &str) -> Section {
    let statuses = [
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ];
    let to = |status: &str, origin: &str, location: &str| {
        let (code, _) = status.split_once(' ').unwrap();
        let answer = Answer::whole(&format!("HTTP/1.1 {status}\r\nlocation: {location}"), "");
        Fault::answer(format!("{code} to {origin}"), answer, Kind::Sdk).reach(Reach::Refused)
    };
    let both = statuses.iter().flat_map(|status| {
        [
            to(status, "the same origin", "/receipts/2"),
            to(status, "another origin", elsewhere),
        ]
    });
    Section {
        title: "Redirects",
        explanation: "No redirect is followed: \
            it could take the key elsewhere. \
            The other origin was a second server, and no connection to it was made.",
        faults: both.collect(),
    }
}

pub(super) fn section() -> Section {
    let documented = |name, status: &str| {
        let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json");
        Fault::answer(name, Answer::whole(&head, MESSAGE), Kind::ErrorMessage).reach(Reach::Refused)
    };
    let other = |name, status: &str| Fault {
        kind: Kind::Sdk,
        ..documented(name, status)
    };
    let cut = "HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\n{\"err";
    Section {
        title: "Errors",
        explanation: "The status on the wire decides, and no body can hide it. \
            Codat returns the same response again for the same key, so a retry with the key is useless. \
            Only a 429 isn't kept. \
            If a keyed write gets a 409 after a broken connection, it is retried: \
            the broken attempt still holds the key.",
        faults: vec![
            other("400", "400 Bad Request"),
            documented("401", "401 Unauthorized"),
            documented("402", "402 Payment Required"),
            documented("403", "403 Forbidden"),
            documented("404", "404 Not Found"),
            other("408", "408 Request Timeout").repeated(Repeated::UnlessKeyed),
            other("409", "409 Conflict"),
            documented("429", "429 Too Many Requests").repeated(Repeated::Always),
            documented(
                "429 with `Retry-After: 0`",
                "429 Too Many Requests\r\nretry-after: 0",
            )
            .repeated(Repeated::Always),
            documented(
                "429 with `Retry-After: 86400`",
                "429 Too Many Requests\r\nretry-after: 86400",
            ),
            documented("500", "500 Internal Server Error").repeated(Repeated::UnlessKeyed),
            other("502", "502 Bad Gateway").repeated(Repeated::UnlessKeyed),
            documented("503", "503 Service Unavailable").repeated(Repeated::UnlessKeyed),
            other("504", "504 Gateway Timeout").repeated(Repeated::UnlessKeyed),
            other("599", "599 Unheard Of").repeated(Repeated::UnlessKeyed),
            Fault::answer("403, closed in the body", Answer::text(cut), Kind::Sdk)
                .reach(Reach::Refused),
            Fault::answer(
                "403, reset in the body",
                Answer::Reset(bytes(cut)),
                Kind::Sdk,
            )
            .reach(Reach::Refused),
            Fault::answer(
                "403, stalled in the body",
                Answer::Stall(bytes(cut)),
                Kind::Sdk,
            )
            .pace(Pace::Attempt)
            .reach(Reach::Refused),
        ],
    }
}
