//! What the headers of a request can hold.

use http::HeaderValue;

/// The most bytes that the headers of a request may take, as many as its URL may. Servers take far fewer, and a [`HeaderMap`](http::HeaderMap) panics
/// at some tens of thousands of names.
pub(crate) const MAX_HEADERS_SIZE: usize = 64 * 1024;

/// What is wrong with the value of a header.
pub(crate) const INVALID: &str =
    "holds a character that a header can't, such as a line break, or white space at its ends";

/// Why a string can't be the value of a header.
#[derive(Debug, thiserror::Error)]
#[error(
    "a header's value holds neither line breaks and other control characters, nor white space at its ends"
)]
pub(crate) struct InvalidHeaderValue;

/// The string as the value of a header, if the receiver gets exactly that. A line break would begin another header, and white
/// space at the ends isn't part of a value: the receiver drops it.
pub(crate) fn header_value(text: &str) -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::from_str(text)
        .ok()
        .filter(arrives_whole)
        .ok_or(InvalidHeaderValue)
}

/// Whether nothing of the value gets lost on the way.
pub(crate) fn arrives_whole(value: &HeaderValue) -> bool {
    let is_space = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
    let bytes = value.as_bytes();
    !is_space(bytes.first()) && !is_space(bytes.last())
}

#[cfg(test)]
mod tests {
    use super::header_value;

    #[test]
    fn what_arrives_as_it_is() {
        for text in ["", "a", "a b\tc", "\u{e9}", "\u{a0}x\u{85}", "%0d%0a"] {
            assert_eq!(header_value(text).unwrap().as_bytes(), text.as_bytes());
        }
    }

    #[test]
    fn what_does_not() {
        for text in [
            "a\r\nEvil: 1",
            "a\n",
            "\0",
            "\u{7f}",
            " a",
            "a ",
            "\ta",
            "a\t",
            " ",
        ] {
            assert!(header_value(text).is_err(), "{text:?}");
        }
    }
}
