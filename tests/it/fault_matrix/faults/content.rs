//! Successful answers that came whole.

use super::super::cell::Kind;
use super::{Fault, Section};
use crate::support::raw_server::Answer;

const JSON: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json";

pub(super) fn section() -> Section {
    let json = |name, body: &str| Fault::answer(name, Answer::whole(JSON, body), Kind::Decode);
    let deep = format!("{{\"id\": 1, \"note\": {}", "[".repeat(1000));
    Section {
        title: "The content of a success",
        explanation: "The response is complete and reports success. \
            It counts, and the call isn't retried. \
            The calls here return a struct. \
            A call that returns `()` reads the body to its end and accepts any content. \
            A call that returns `Raw` returns the body. \
            Nothing is decompressed, so a small response can't become a large one. \
            With the feature `gzip`, the limit counts decompressed bytes, and a body that can't be decompressed counts as broken.",
        faults: vec![
            Fault::answer(
                "JSON that is called `text/plain`",
                Answer::whole("HTTP/1.1 200 OK\r\ncontent-type: text/plain", "{\"id\": 1}"),
                Kind::Success,
            ),
            Fault::answer(
                "A page of HTML",
                Answer::whole(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/html",
                    "<h1>Log in</h1>",
                ),
                Kind::Decode,
            ),
            json("Nothing", ""),
            json("JSON that breaks off", "{\"id\": 1"),
            json("JSON, and more", "{\"id\": 1}}"),
            json("JSON with a value of another type", "{\"id\": \"one\"}"),
            json("JSON with a field twice", "{\"id\": 1, \"id\": 2}"),
            json("JSON nested 1,000 deep", &deep),
            Fault::answer("Text that isn't UTF-8", latin_1(), Kind::Decode),
            Fault::answer("gzip, which isn't asked for", gzip(), Kind::Decode),
            Fault::answer(
                "204 with a body",
                Answer::text("HTTP/1.1 204 No Content\r\ncontent-length: 9\r\n\r\n{\"id\": 1}"),
                Kind::Decode,
            ),
            Fault::answer(
                "More than `Content-Length`",
                Answer::text(
                    "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"id\": 1}HTTP/1.1 500 No\r\n\r\n",
                ),
                Kind::Success,
            ),
        ],
    }
}

fn with_body(head: &str, body: &[u8]) -> Answer {
    let head = format!("{head}\r\ncontent-length: {}\r\n\r\n", body.len());
    Answer::Bytes([head.as_bytes(), body].concat())
}

fn latin_1() -> Answer {
    with_body(JSON, b"{\"id\": 1, \"note\": \"caf\xe9\"}")
}

/// `{"id": 1}`, stored without compression.
fn gzip() -> Answer {
    let body = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x01\x09\0\xf6\xff{\"id\": 1}";
    with_body(&format!("{JSON}\r\ncontent-encoding: gzip"), body)
}
