//! Literal text in a URL: what RFC 3986 allows, and the encoded form of what it doesn't.

use std::fmt::Write as _;
use std::ops::Range;

use super::literal::{PathLiteral, Piece};
use crate::errors::{Errors, Reported};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
}

impl Place {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
        }
    }

    fn allows(self, c: char) -> bool {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~' => true,
            '!' | '$' | '&' | '\'' | '(' | ')' | '*' | ',' | ';' | '=' | ':' | '@' => true,
            // In a query, servers disagree about whether it means a space.
            '+' => self == Self::Path,
            '/' | '?' => self == Self::Query,
            _ => false,
        }
    }
}

/// Checks that the text can stand in a URL as it is.
pub(crate) fn check(
    literal: &PathLiteral,
    piece: Piece<'_>,
    place: Place,
    errors: &mut Errors,
) -> Result<(), Reported> {
    let faults = faults(piece.text, place);
    let Some((_, first)) = faults.first() else {
        return Ok(());
    };
    let fault = describe(*first, place);
    let help = match first {
        '+' => "write `%20` for a space, or `%2B` for a plus".to_owned(),
        '#' => format!("remove it, or write `{}`", encode(piece.text, place)),
        _ => format!("write `{}`", encode(piece.text, place)),
    };
    let ranges: Vec<Range<usize>> = faults
        .iter()
        .map(|(offset, c)| piece.part(*offset, c.encode_utf8(&mut [0; 4])))
        .collect();
    Err(literal.report_all(errors, &ranges, fault, help))
}

fn describe(c: char, place: Place) -> String {
    let place = place.name();
    match c {
        ' ' => format!("a space can't stand in a {place}"),
        '%' => "`%` has to be followed by two hexadecimal digits".to_owned(),
        '+' => "`+` is ambiguous in a query: some servers read a space".to_owned(),
        '#' => "`#` starts a fragment, which is never sent".to_owned(),
        c if c.is_control() => format!("a control character can't stand in a {place}"),
        c => format!("`{c}` can't stand in a {place} as it is"),
    }
}

/// The characters that are not allowed, with their offsets.
fn faults(text: &str, place: Place) -> Vec<(usize, char)> {
    text.char_indices()
        .filter(|(offset, c)| match c {
            '%' => !is_encoded(text, *offset),
            c => !place.allows(*c),
        })
        .collect()
}

/// Whether two hexadecimal digits follow the `%` at this offset.
fn is_encoded(text: &str, offset: usize) -> bool {
    text.get(offset + 1..offset + 3)
        .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn encode(text: &str, place: Place) -> String {
    let faults = faults(text, place);
    let mut encoded = String::new();
    for (offset, c) in text.char_indices() {
        if faults.contains(&(offset, c)) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string doesn't fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        } else {
            encoded.push(c);
        }
    }
    encoded
}

/// Whether a URL parser would take this segment for "here" or "one up", encoded or not.
pub(crate) fn is_dots(segment: &str) -> bool {
    let plain = segment.replace("%2e", ".").replace("%2E", ".");
    plain == "." || plain == ".."
}

#[cfg(test)]
mod tests {
    use super::{Place, encode, faults, is_dots};

    #[test]
    fn only_what_a_url_allows_stays_as_it_is() {
        let allowed = "aZ09-._~!$&'()*,;=:@%20%C3%a9";
        assert_eq!(faults(allowed, Place::Path), []);
        assert_eq!(faults(allowed, Place::Query), []);
        assert_eq!(faults("+", Place::Path), []);
        assert_eq!(faults("/?", Place::Query), []);
        for c in " \"#%/<>?[\\]^`{|}é\u{7f}\n".chars() {
            assert_eq!(faults(&c.to_string(), Place::Path), [(0, c)]);
        }
        for c in " \"#%+<>[\\]^`{|}é\u{7f}\n".chars() {
            assert_eq!(faults(&c.to_string(), Place::Query), [(0, c)]);
        }
    }

    #[test]
    fn the_encoded_form_is_allowed() {
        for text in [
            "a b",
            "100%",
            "%",
            "%2",
            "%zz",
            "%é",
            "é",
            "a%20b c",
            "日本",
            "\u{1f980}",
        ] {
            let encoded = encode(text, Place::Path);
            assert_eq!(faults(&encoded, Place::Path), [], "{encoded}");
        }
        assert_eq!(encode("100% sure é", Place::Path), "100%25%20sure%20%C3%A9");
    }

    #[test]
    fn dots_are_seen_through_their_encoding() {
        for dots in [".", "..", "%2e", "%2E.", ".%2e", "%2e%2E"] {
            assert!(is_dots(dots), "{dots}");
        }
        for name in ["...", "a.", ".a", "%2ea", ""] {
            assert!(!is_dots(name), "{name}");
        }
    }
}
