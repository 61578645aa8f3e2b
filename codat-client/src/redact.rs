//! Keeping secrets out of messages that quote what a server sent.

use std::borrow::Cow;

/// The longest run of characters that may stand in a message: keys, tokens and base64 are longer,
/// words are not.
const LONGEST_WORD: usize = 20;

/// The text with everything masked that may be a secret: long runs of the characters which keys, tokens and base64
/// are made of. UUIDs stay: they are Codat's ids, and what its messages are about.
pub(crate) fn redact(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut copied = 0;
    for (start, end) in runs(text) {
        let run = text.get(start..end).unwrap_or_default();
        if run.len() > LONGEST_WORD && !is_uuid(run) {
            masked.push_str(text.get(copied..start).unwrap_or_default());
            masked.push('…');
            copied = end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(masked)
}

/// A correlation id as it is, since it is there to be quoted: hexadecimal, perhaps with dashes.
/// Anything else in its place is treated as any other text.
pub(crate) fn redact_id(id: &str) -> Cow<'_, str> {
    let is_id = id.len() <= 64
        && id
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if is_id { Cow::Borrowed(id) } else { redact(id) }
}

/// Byte ranges of the longest runs of token characters.
fn runs(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let tail = text.get(rest..)?;
        let start = rest + tail.find(is_token)?;
        let tail = text.get(start..)?;
        let end = start + tail.find(|c| !is_token(c)).unwrap_or(tail.len());
        rest = end;
        Some((start, end))
    })
}

/// Perhaps at the end of a sentence.
fn is_uuid(run: &str) -> bool {
    let run = run.trim_end_matches('.');
    run.len() == uuid::fmt::Hyphenated::LENGTH && uuid::Uuid::try_parse(run).is_ok()
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-' | '.' | '~' | '%')
}

/// The start of a body, short and with every quoted text masked: enough to tell JSON of another shape from a
/// proxy's HTML page.
pub(crate) fn snippet(body: &[u8]) -> String {
    const READ: usize = 1024;
    const SHOWN: usize = 200;

    let head = body.get(..READ).unwrap_or(body);
    let text = String::from_utf8_lossy(head);
    let unquoted = mask_quoted(&text);
    let masked = redact(&unquoted);
    let mut shown: String = masked.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = shown.char_indices().nth(SHOWN) {
        shown.truncate(cut);
        shown.push('…');
    } else if head.len() < body.len() {
        shown.push('…');
    }
    shown
}

/// Masks what stands between double quotes, except the names of a JSON object's members.
pub(crate) fn mask_quoted(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, quoted)) = rest.split_once('"') {
        masked.push_str(before);
        let end = closing_quote(quoted);
        let (inside, after) = match end {
            Some(end) => (
                quoted.get(..end).unwrap_or_default(),
                quoted.get(end + 1..).unwrap_or_default(),
            ),
            None => (quoted, ""),
        };
        let is_name = end.is_some() && after.trim_start().starts_with(':');
        masked.push('"');
        masked.push_str(if is_name || inside.is_empty() {
            inside
        } else {
            "…"
        });
        if end.is_some() {
            masked.push('"');
        }
        rest = after;
    }
    masked.push_str(rest);
    masked
}

/// Where a quoted text ends: the first quote that no backslash escapes.
fn closing_quote(quoted: &str) -> Option<usize> {
    let mut escaped = false;
    quoted.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_long_runs_go() {
        assert_eq!(redact("No company was found"), "No company was found");
        assert_eq!(
            redact("key c2VjcmV0LXNlY3JldC1zZWNyZXQ= is wrong"),
            "key … is wrong"
        );
        assert_eq!(redact("eyJhbGciOi.eyJzdWIiOi.SflKxwRJSM"), "…");
        let with_id = "company 846ed55c-974b-4392-a1f1-87b6fdbf3c5e. Or";
        assert_eq!(redact(with_id), with_id);
        assert_eq!(redact("846ed55c974b4392a1f187b6fdbf3c5e"), "…");
        assert_eq!(redact("é".repeat(30).as_str()), "é".repeat(30));
    }

    #[test]
    fn json_keeps_its_shape_only() {
        assert_eq!(
            snippet(br#"{"accessToken": "short", "n": 5, "list": ["a\"b", ""]}"#),
            r#"{"accessToken": "…", "n": 5, "list": ["…", ""]}"#
        );
        assert_eq!(
            snippet(br#"{"accessToken":"cut of"#),
            r#"{"accessToken":"…"#
        );
        assert_eq!(snippet(br#"{"a":"\\","b":"x"}"#), r#"{"a":"…","b":"…"}"#);
    }

    #[test]
    fn snippets_are_bounded() {
        let page = format!("<html>\n  <h1>Bad gateway</h1> {}", "words ".repeat(1000));
        let snippet = snippet(page.as_bytes());
        assert!(snippet.starts_with("<html> <h1>Bad gateway</h1> words"));
        assert!(snippet.ends_with('…') && snippet.chars().count() == 201);
    }

    #[test]
    fn odd_bytes_do_no_harm() {
        assert_eq!(snippet(b""), "");
        assert_eq!(snippet(b"\"\\"), "\"…");
        assert_eq!(snippet(&[0xff, b'"', 0xc3]), "\u{fffd}\"…");
    }
}
