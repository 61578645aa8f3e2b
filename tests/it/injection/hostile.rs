//! What an attacker would send.

use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;

use super::attack::{Attack, ENDPOINTS};

/// Separators, encodings of them, and texts that mean something to a parser further down.
const FRAGMENTS: &[&str] = &[
    "",
    ".",
    "..",
    "/",
    "\\",
    "//",
    "../",
    "..\\",
    "..;/",
    "../admin",
    "/admin",
    "?",
    "#",
    ";",
    ":",
    "@",
    "&",
    "=",
    "+",
    ",",
    "*",
    "%",
    "%2",
    "%zz",
    "%25",
    "%2e",
    "%2E%2e",
    "%2f",
    "%5c",
    "%3f",
    "%23",
    "%26",
    "%00",
    "%0d%0a",
    "%252e%252e%252f",
    "%c0%ae",
    "%e0%80%af",
    "%u002e",
    " ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\0",
    "\u{7f}",
    "\u{1b}[2J",
    "\r\n\r\n",
    "\r\nX-Evil: 1",
    "\n X-Evil: 1",
    " HTTP/1.1\r\nX-Evil: 1",
    "\r\n\r\nGET /admin HTTP/1.1\r\nHost: evil\r\n\r\n",
    "\r\nContent-Length: 0\r\n\r\nPOST /admin HTTP/1.1\r\n",
    "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "\"",
    "'",
    "`",
    "\\\"",
    "<",
    ">",
    "|",
    "^",
    "{first}",
    "<first>",
    "{",
    "}",
    "\"; filename=\"evil.exe",
    "; filename=evil.exe",
    "\"; name=\"evil",
    "\"\r\nContent-Type: text/html\r\n\r\n",
    "--",
    "--codat-client-",
    "\r\n--codat-client-0000000000000000--\r\n",
    "text/plain",
    "multipart/form-data; boundary=evil",
    "; charset=utf-16",
    "http://evil.example/",
    "//evil.example/",
    "user:password@",
    "xn--80ak6aa92e",
    "\u{4f8b}\u{3048}.\u{30c6}\u{30b9}\u{30c8}",
    "\u{e9}",
    "e\u{301}",
    "\u{df}",
    "\u{130}",
    "\u{212a}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{202e}",
    "\u{2028}",
    "\u{2024}\u{2024}",
    "\u{2215}",
    "\u{ff0e}\u{ff0e}",
    "\u{ff0f}",
    "\u{feff}",
    "\u{fffd}",
    "\u{1f600}",
    "\u{10ffff}",
    "null",
    "in",
    "of",
    "json",
    "x-evil",
    "accept",
    "content-type",
    "Content-Length",
    "host",
    "Authorization",
    "Transfer-Encoding",
    "Idempotency-Key",
    "user-agent",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => select(FRAGMENTS).prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        1 => (0_u8..128).prop_map(|byte| char::from(byte).to_string()),
    ]
}

/// One value; a long one is as long as a server's limits, and seldom longer than the client's.
fn value() -> impl Strategy<Value = String> {
    let length = prop_oneof![60 => 100_usize..2_000, 1 => Just(70_000)];
    prop_oneof![
        100 => piece(),
        100 => proptest::collection::vec(piece(), 1..6).prop_map(|pieces| pieces.concat()),
        1 => (piece(), length).prop_map(|(piece, length)| piece.repeat(length / piece.len().max(1) + 1)),
    ]
}

/// An attack on any endpoint. Most of what can't be in a header is filtered from half of them, or hardly any with a header
/// would leave the client.
pub(super) fn attack() -> impl Strategy<Value = Attack> {
    let values = proptest::collection::vec(value(), 17);
    (0..ENDPOINTS.len(), values, any::<bool>()).prop_map(|(endpoint, mut values, printable)| {
        if printable {
            for value in &mut values {
                value.retain(|c| !c.is_ascii_control());
                value.truncate(value.trim_end_matches(' ').len());
            }
        }
        Attack { endpoint, values }
    })
}
