//! Literal text in a URL: what RFC 3986 allows, and the encoded form of what it doesn't.

use crate::errors::{Errors, Reported};
use crate::placeholder::names;
use crate::proposal::propose;
use crate::source::Source;

const NAME: &str = "an argument is written as `<name>`, and other text is percent-encoded";

const KEY: &str = "a key holds letters, digits, `-`, `.` and `_`; a field of a struct, `<name..>`, has any other by `#[serde(rename = \"…\")]`";

pub(super) const FRAGMENT: &str = "`#` starts a fragment, which is never sent";

/// What is allowed as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allowed {
    Path,
    Query,
    /// The key of a parameter, which needs no encoding: so it reads the same to every server.
    Key,
}

impl Allowed {
    fn allows(self, c: char) -> bool {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' => true,
            _ if self == Self::Key => false,
            // In a query, servers disagree about whether it means a space.
            '+' => self == Self::Path,
            '/' | '?' => self == Self::Query,
            c => "~!$&'()*,;=:@".contains(c),
        }
    }
}

/// Checks that the text can stand in a URL as it is.
pub(crate) fn check(piece: &Source, place: Allowed, errors: &mut Errors) -> Result<(), Reported> {
    let text = piece.text();
    let faults = faults(text, place);
    let (Some((start, first)), Some((end, last))) = (faults.first(), faults.last()) else {
        return Ok(());
    };
    let place_name = match place {
        Allowed::Path => "path",
        Allowed::Query => "query",
        Allowed::Key => {
            let fault = format!("`{first}` can't stand in a query's key");
            // As it stands in an HTML page.
            let meant = text.strip_prefix("amp;").map(str::to_owned);
            return Err(errors.report(piece, fault, propose(meant, KEY)));
        }
    };
    let fault = match first {
        ' ' => format!("a space can't stand in a {place_name}"),
        '%' => "`%` has to be followed by two hexadecimal digits".to_owned(),
        '+' => "`+` is ambiguous in a query: some servers read a space".to_owned(),
        '#' => FRAGMENT.to_owned(),
        c => format!(
            "`{}` can't stand in a {place_name} as it is",
            c.escape_debug()
        ),
    };
    // Perhaps a placeholder of another notation, which then is the whole of it.
    let has_name = !names(text).is_empty();
    if has_name && faults.iter().any(|(_, c)| "{}[]<>%#|`".contains(*c)) {
        // `%s` isn't text.
        let encoded = Some(encode(text, place)).filter(|_| !text.starts_with('%'));
        let proposals = piece.placeholders(text, errors).into_iter().chain(encoded);
        return Err(errors.report(piece, fault, propose(proposals, NAME)));
    }
    let marked = *start..*end + last.len_utf8();
    let encoded = encode(text.get(marked.clone()).unwrap_or_default(), place);
    let help = match first {
        '+' => propose(["%20", "%2B"], "`%20` is a space, and `%2B` a plus"),
        _ => propose([encoded], "other characters are percent-encoded"),
    };
    Err(errors.report(&piece.part(marked), fault, help))
}

/// The characters that are not allowed, with their offsets.
fn faults(text: &str, place: Allowed) -> Vec<(usize, char)> {
    let is_allowed = |(offset, c): (usize, char)| match c {
        '%' if place != Allowed::Key => is_encoded(text, offset),
        c => place.allows(c),
    };
    text.char_indices().filter(|it| !is_allowed(*it)).collect()
}

/// Whether two hexadecimal digits follow the `%` at this offset.
fn is_encoded(text: &str, offset: usize) -> bool {
    let digits = text.get(offset + 1..offset + 3);
    digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn encode(text: &str, place: Allowed) -> String {
    let faults = faults(text, place);
    let byte = |byte| format!("%{byte:02X}");
    let encoded = text.char_indices().map(|it| match faults.contains(&it) {
        true => it.1.to_string().bytes().map(byte).collect(),
        false => it.1.to_string(),
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::{Allowed, encode, faults};

    #[test]
    fn only_what_a_url_allows_stays_as_it_is() {
        let allowed = "aZ09-._~!$&'()*,;=:@%20%C3%a9";
        assert_eq!(faults(allowed, Allowed::Path), []);
        assert_eq!(faults(allowed, Allowed::Query), []);
        assert_eq!(faults("+", Allowed::Path), []);
        assert_eq!(faults("/?", Allowed::Query), []);
        for c in " \"#%/<>?[\\]^`{|}é\u{7f}\n".chars() {
            assert_eq!(faults(&c.to_string(), Allowed::Path), [(0, c)]);
        }
        for c in " \"#%+<>[\\]^`{|}é\u{7f}\n".chars() {
            assert_eq!(faults(&c.to_string(), Allowed::Query), [(0, c)]);
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
            let encoded = encode(text, Allowed::Path);
            assert_eq!(faults(&encoded, Allowed::Path), [], "{encoded}");
        }
        assert_eq!(
            encode("100% sure é", Allowed::Path),
            "100%25%20sure%20%C3%A9"
        );
    }
}
