//! Finding the key of a request in what the server sent back.

use std::cell::Cell;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use http::HeaderValue;
use secrecy::zeroize::Zeroizing;

use super::invisible::visible;
use crate::secret::decode_base64;

/// How often a character may be encoded: once by the server, and once more by a gateway.
const DEEPEST_ENCODING: usize = 2;

/// How much of one text is searched. Searching takes time, and no time limit applies to it.
const LONGEST: usize = 16 * 1024;

/// How much of all texts of one response is searched.
const MOST: usize = 256 * 1024;

/// The key that a request was sent with, in all forms in which a server may send it back.
///
/// It is found in any case, percent-encoded, and written with HTML entities or JSON escapes.
#[derive(Default)]
pub(crate) struct KnownSecret {
    forms: Vec<Zeroizing<Vec<u8>>>,
    /// How much more is searched.
    left: Cell<usize>,
}

impl KnownSecret {
    /// Shorter forms would mask half of a message, and are no keys.
    const SHORTEST: usize = 4;

    /// The forms of an `Authorization` header: its credentials, and for `Basic` also the key and both halves of `user:password`.
    pub(crate) fn of(authorization: Option<&HeaderValue>) -> Self {
        let mut secret = Self {
            left: Cell::new(MOST),
            ..Self::default()
        };
        let Some(value) = authorization.and_then(|value| value.to_str().ok()) else {
            return secret;
        };
        let value = value.trim();
        let (scheme, credentials) = value.split_once([' ', '\t']).unwrap_or(("", value));
        let credentials = credentials.trim();
        secret.add(credentials.trim_end_matches('=').as_bytes());
        if scheme.eq_ignore_ascii_case("basic")
            && let Some(key) = decode_base64(credentials)
        {
            let parts = key.split(|&byte| byte == b':');
            for part in std::iter::once(key.as_slice()).chain(parts) {
                secret.add(part);
                secret.add(STANDARD_NO_PAD.encode(part).as_bytes());
                secret.add(URL_SAFE_NO_PAD.encode(part).as_bytes());
            }
        } else {
            // The parts of a JWT.
            for part in credentials.split('.') {
                secret.add(part.as_bytes());
            }
        }
        secret
    }

    fn add(&mut self, form: &[u8]) {
        let is_known = self.forms.iter().any(|known| known.as_slice() == form);
        if form.len() >= Self::SHORTEST && !is_known {
            self.forms.push(Zeroizing::new(form.to_vec()));
        }
    }

    /// The text without the key. What is beyond [`LONGEST`], or [`MOST`] of the response, is cut off.
    pub(crate) fn mask(&self, text: &str) -> String {
        if self.forms.is_empty() {
            return text.to_owned();
        }
        let most = self.left.get().min(LONGEST).min(text.len());
        let end = (0..=most).rfind(|&at| text.is_char_boundary(at));
        let start = text.get(..end.unwrap_or(0)).unwrap_or_default();
        self.left.set(self.left.get() - start.len());
        let is_cut = start.len() < text.len();
        let mut masked = self.mask_ranges(start, is_cut);
        if is_cut && !masked.ends_with('…') {
            masked.push('…');
        }
        masked
    }

    /// The start of a body without the key. `is_cut`: there was more, and a key that the end cuts through is masked, too.
    pub(crate) fn mask_start(&self, body: &[u8], length: usize, is_cut: bool) -> String {
        let start = body.get(..length).unwrap_or(body);
        self.mask_ranges(&String::from_utf8_lossy(start), is_cut)
    }

    fn mask_ranges(&self, text: &str, is_cut: bool) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut copied = 0;
        for range in self.find(text.as_bytes(), is_cut) {
            // Half a character goes with it.
            let start = (copied..=range.start).rfind(|&at| text.is_char_boundary(at));
            let end = (range.end..=text.len()).find(|&at| text.is_char_boundary(at));
            if let (Some(start), Some(end)) = (start, end) {
                masked.push_str(text.get(copied..start).unwrap_or_default());
                masked.push('…');
                copied = end;
            }
        }
        masked.push_str(text.get(copied..).unwrap_or_default());
        masked
    }

    /// Where the key stands, from left to right.
    fn find(&self, text: &[u8], is_cut: bool) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        if self.forms.is_empty() {
            return found;
        }
        let is_encoded = text.iter().any(begins_escape);
        let deepest = if is_encoded { DEEPEST_ENCODING } else { 0 };
        let firsts: Vec<u8> = self
            .forms
            .iter()
            .filter_map(|form| form.first().copied())
            .collect();
        let mut start = 0;
        while let Some(byte) = text.get(start) {
            // Most bytes begin no key.
            let may_begin = firsts.iter().any(|first| first.eq_ignore_ascii_case(byte));
            if !may_begin && !begins_escape(byte) {
                start += 1;
                continue;
            }
            let ends = (0..=deepest).filter_map(|depth| self.end(text, start, depth, is_cut));
            match ends.max() {
                Some(end) => {
                    found.push(start..end);
                    start = end;
                }
                None => start += 1,
            }
        }
        found
    }

    /// Where the longest form ends that begins here.
    fn end(&self, text: &[u8], start: usize, depth: usize, is_cut: bool) -> Option<usize> {
        let (first, _) = unit(text, start, depth)?;
        let begins = |form: &&Zeroizing<Vec<u8>>| {
            let expected = form.first();
            expected.is_some_and(|expected| expected.eq_ignore_ascii_case(&first))
        };
        let forms = self.forms.iter().filter(begins);
        forms
            .filter_map(|form| {
                let mut at = start;
                for expected in form.iter() {
                    let from = if at == start { at } else { visible(text, at) };
                    match unit(text, from, depth) {
                        Some((byte, next)) if byte.eq_ignore_ascii_case(expected) => at = next,
                        // What follows was cut off, and may be the rest of the key.
                        _ if is_cut && may_be_cut(text, from) => return Some(text.len()),
                        _ => return None,
                    }
                }
                Some(at)
            })
            .max()
    }
}

/// Whether the text ends here, or within an escape or a character that begins here.
fn may_be_cut(text: &[u8], at: usize) -> bool {
    /// `&amp;#x2b` without its semicolon, and some more.
    const LONGEST: usize = 12;

    let rest = text.get(at..).unwrap_or_default();
    let begins = |byte| begins_escape(byte) || !byte.is_ascii();
    rest.len() <= LONGEST && rest.first().is_none_or(begins)
}

fn begins_escape(byte: &u8) -> bool {
    matches!(byte, b'%' | b'&' | b'\\')
}

/// The byte that is written here, decoded so many times, and where the next one begins.
fn unit(text: &[u8], at: usize, depth: usize) -> Option<(u8, usize)> {
    let Some(inner) = depth.checked_sub(1) else {
        return text.get(at).map(|&byte| (byte, at + 1));
    };
    let (byte, next) = unit(text, at, inner)?;
    let decoded = match byte {
        b'%' => digits(text, next, inner, 16, 2),
        b'\\' => escape(text, next, inner),
        b'&' => entity(text, next, inner),
        _ => None,
    };
    Some(decoded.unwrap_or((byte, next)))
}

/// A number of one byte, written with so many digits.
fn digits(text: &[u8], at: usize, depth: usize, radix: u32, count: usize) -> Option<(u8, usize)> {
    let mut value = 0;
    let mut at = at;
    for _ in 0..count {
        let (byte, next) = unit(text, at, depth)?;
        value = value * radix + char::from(byte).to_digit(radix)?;
        at = next;
    }
    Some((value.try_into().ok()?, at))
}

/// What follows a backslash in JSON: `/`, or `u002f`.
fn escape(text: &[u8], at: usize, depth: usize) -> Option<(u8, usize)> {
    match unit(text, at, depth)? {
        (b'u', next) => digits(text, next, depth, 16, 4),
        (byte @ (b'/' | b'"' | b'\\' | b'\''), next) => Some((byte, next)),
        _ => None,
    }
}

/// What follows an ampersand in HTML: `#43;`, `#x2b;`, or a name.
fn entity(text: &[u8], at: usize, depth: usize) -> Option<(u8, usize)> {
    const LONGEST: usize = 8;
    const NAMES: [(&str, u8); 11] = [
        ("amp", b'&'),
        ("lt", b'<'),
        ("gt", b'>'),
        ("quot", b'"'),
        ("apos", b'\''),
        ("equals", b'='),
        ("plus", b'+'),
        ("sol", b'/'),
        ("colon", b':'),
        ("lowbar", b'_'),
        ("period", b'.'),
    ];
    let mut name = String::new();
    let mut at = at;
    while name.len() <= LONGEST {
        let (byte, next) = unit(text, at, depth)?;
        at = next;
        if byte.is_ascii_alphanumeric() || byte == b'#' {
            name.push(char::from(byte));
            continue;
        }
        if byte != b';' {
            return None;
        }
        let number = name.strip_prefix('#').map(|number| {
            let hex = number.strip_prefix(['x', 'X']);
            hex.map_or_else(|| number.parse(), |hex| u8::from_str_radix(hex, 16))
        });
        let byte = match number {
            Some(number) => number.ok()?,
            None => {
                let known = NAMES
                    .iter()
                    .find(|(known, _)| name.eq_ignore_ascii_case(known));
                known?.1
            }
        };
        return Some((byte, at));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(header: &str, text: &str) -> String {
        let header = HeaderValue::from_str(header).unwrap();
        KnownSecret::of(Some(&header)).mask(text)
    }

    #[test]
    fn the_key_is_masked_however_short() {
        let text = "hunter2, aHVudGVyMg==, aHVudGVyMg";
        assert_eq!(mask("Basic aHVudGVyMg==", text), "…, …==, …");
        assert_eq!(KnownSecret::of(None).mask("text"), "text");
        assert_eq!(mask("Basic YWJj", "abc"), "abc", "too short to be a key");
    }

    #[test]
    fn each_form_in_which_a_key_is_accepted_is_masked() {
        for header in [
            "Basic aHVudGVyMg==",
            "Basic aHVudGVyMg",
            "Basic  aHVudGVyMg==",
            "basic \t aHVudGVyMg",
        ] {
            assert_eq!(mask(header, "a hunter2 aHVudGVyMg"), "a … …", "{header}");
        }
        // `user:hunter2`
        assert_eq!(
            mask(
                "Basic dXNlcjpodW50ZXIy",
                "user hunter2 user:hunter2 dXNlcjpodW50ZXIy"
            ),
            "… … … …"
        );
        assert_eq!(mask("Bearer abcd.efgh", "abcd, efgh, abcd.efgh"), "…, …, …");
    }

    #[test]
    fn the_key_is_masked_in_any_case_and_encoding() {
        // `p&s/w+rd=1`
        let masked = |text: &str| mask("Basic cCZzL3crcmQ9MQ==", text);
        for text in [
            "P&S/W+RD=1",
            "p%26s%2Fw%2brd%3d1",
            "p%2526s/w%252Brd=1",
            "p&amp;s&#47;w&#x2B;rd&equals;1",
            "p&amp;amp;s/w+rd=1",
            r"p\u0026s\/w\u002brd\u003D1",
            "%70%26%73%2f%77%2b%72%64%3d%31",
        ] {
            assert_eq!(masked(&format!("<{text}>")), "<…>", "{text}");
        }
        assert_eq!(masked("50% of p&s;, \\u00"), "50% of p&s;, \\u00");
    }

    #[test]
    fn of_long_texts_only_the_start_is_searched() {
        let header = HeaderValue::from_static("Basic aHVudGVyMg==");
        let secret = KnownSecret::of(Some(&header));
        // The cut goes through a key.
        let before = "é".repeat(LONGEST / 2 - 2);
        let text = format!("{before}hunter2 and more");
        assert_eq!(secret.mask(&text).strip_prefix(&before), Some("…"));
        let short = "hunter2 is in another text";
        assert_eq!(secret.mask(short), "… is in another text");
        for _ in 0..MOST / LONGEST {
            secret.mask(&text);
        }
        assert_eq!(secret.mask(short), "…");
        assert_eq!(KnownSecret::default().mask(&text), text, "there is no key");
    }

    #[test]
    fn a_key_that_is_cut_off_is_masked() {
        let header = HeaderValue::from_static("Basic aHVudGVyMg==");
        let secret = KnownSecret::of(Some(&header));
        for before in 0..9 {
            let body = format!("{}hunter2 and more", "-".repeat(before));
            let start = secret.mask_start(body.as_bytes(), 8, true);
            let shown = "-".repeat(before.min(8));
            let expected = if before < 8 {
                format!("{shown}…")
            } else {
                shown
            };
            assert_eq!(start.trim_end(), expected, "{before}");
        }
        assert_eq!(secret.mask_start(b"hunt", 8, true), "…");
        for cut in ["%", "%7", "&", "&#x7", "&amp;#7", "\\", "\\u00", "\u{fffd}"] {
            let body = format!("a hunt{cut}");
            assert_eq!(
                secret.mask_start(body.as_bytes(), 80, true),
                "a …",
                "{body}"
            );
        }
        assert_eq!(secret.mask_start(b"hunt", 8, false), "hunt");
    }
}
