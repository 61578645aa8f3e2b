//! Keeping secrets out of messages that quote what a server sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use secrecy::zeroize::Zeroizing;

/// The longest run of characters that may stand in a message: keys, tokens and base64 are longer,
/// words are not.
const LONGEST_WORD: usize = 20;

/// The longest text of a server's that is put into a message, in characters.
const LONGEST_TEXT: usize = 300;

/// A server's text, fit for a message: everything is masked that may be a secret (long runs of the characters which keys,
/// tokens and base64 are made of), control characters are blanks, so that no text can forge a line of a log, and the end
/// of a long text is cut off. UUIDs stay: they are Codat's ids, and what its messages are about.
pub(crate) fn redact(text: &str) -> String {
    let mut masked = String::with_capacity(text.len().min(LONGEST_TEXT));
    let mut copied = 0;
    for (start, end) in runs(text) {
        let run = text.get(start..end).unwrap_or_default();
        if run.len() > LONGEST_WORD && !is_uuid(run) {
            masked.push_str(text.get(copied..start).unwrap_or_default());
            masked.push('…');
            copied = end;
        }
    }
    masked.push_str(text.get(copied..).unwrap_or_default());
    let mut shown = masked.replace(char::is_control, " ");
    cut(&mut shown, LONGEST_TEXT);
    shown
}

/// Cuts a text off after so many characters.
fn cut(text: &mut String, length: usize) {
    if let Some((end, _)) = text.char_indices().nth(length) {
        text.truncate(end);
        text.push('…');
    }
}

/// A correlation id as it is, since it is there to be quoted: hexadecimal, perhaps with dashes.
/// Anything else in its place is treated as any other text.
pub(crate) fn redact_id(id: &str) -> String {
    let is_id = id.len() <= 64
        && id
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if is_id { id.to_owned() } else { redact(id) }
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
    c.is_ascii_alphanumeric() || "+/=_-.~%:|!$*&@".contains(c)
}

/// The start of a body, short and with every quoted text masked: enough to tell JSON of another shape from a
/// proxy's HTML page.
pub(crate) fn snippet(body: &str) -> String {
    const SHOWN: usize = 200;

    let words: Vec<_> = body.split_whitespace().collect();
    let mut shown = redact(&mask_quoted(&words.join(" "), '"'));
    cut(&mut shown, SHOWN);
    shown
}

/// What serde says of a value, without the value; what it had expected instead comes from our own types.
pub(crate) fn serde_problem(message: &str) -> String {
    // These name a field of our own types.
    if message.starts_with("missing field `") || message.starts_with("duplicate field `") {
        return redact(message);
    }
    let (found, expected) = match message.split_once(", expected ") {
        Some((found, expected)) => (found, format!(", expected {expected}")),
        None => (message, String::new()),
    };
    redact(&(mask_quoted(&mask_quoted(found, '"'), '`') + &expected))
}

/// Masks what stands between quotes, except the names of a JSON object's members.
fn mask_quoted(text: &str, quote: char) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, quoted)) = rest.split_once(quote) {
        masked.push_str(before);
        let end = closing_quote(quoted, quote);
        let (inside, after) = match end {
            Some(end) => (
                quoted.get(..end).unwrap_or_default(),
                quoted.get(end + 1..).unwrap_or_default(),
            ),
            None => (quoted, ""),
        };
        let is_name = end.is_some() && after.trim_start().starts_with(':');
        masked.push(quote);
        masked.push_str(if is_name || inside.is_empty() {
            inside
        } else {
            "…"
        });
        if end.is_some() {
            masked.push(quote);
        }
        rest = after;
    }
    masked.push_str(rest);
    masked
}

/// Where a quoted text ends: the first quote that no backslash escapes.
fn closing_quote(quoted: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    let (end, _) = quoted.char_indices().find(|&(_, c)| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    })?;
    Some(end)
}

/// The key that a request was sent with, in the forms in which a server may give it back.
#[derive(Default)]
pub(crate) struct KnownSecret {
    forms: Vec<Zeroizing<String>>,
}

impl KnownSecret {
    /// Shorter ones would mask half of a text, and are no keys.
    const SHORTEST: usize = 4;

    pub(crate) fn of(authorization: Option<&HeaderValue>) -> Self {
        let Some(value) = authorization.and_then(|value| value.to_str().ok()) else {
            return Self::default();
        };
        let encoded = value.split_once(' ').map_or(value, |(_, encoded)| encoded);
        let mut key = Zeroizing::new(Vec::new());
        let decoded = STANDARD.decode_vec(encoded, &mut key).is_ok();
        let key = str::from_utf8(&key).ok().filter(|_| decoded);
        let forms = [Some(encoded), Some(encoded.trim_end_matches('=')), key];
        let forms = forms.into_iter().flatten();
        let forms = forms.filter(|form| form.len() >= Self::SHORTEST);
        Self {
            forms: forms.map(|form| Zeroizing::new(form.to_owned())).collect(),
        }
    }

    /// The text without the key.
    pub(crate) fn mask(&self, text: &str) -> String {
        self.forms.iter().fold(text.to_owned(), |text, form| {
            text.replace(form.as_str(), "…")
        })
    }
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
        assert_eq!(redact(&"é".repeat(30)), "é".repeat(30));
    }

    #[test]
    fn messages_are_one_short_line() {
        assert_eq!(
            redact("a\n2026 ERROR forged\x1b[31m"),
            "a 2026 ERROR forged [31m"
        );
        assert_eq!(
            redact(&"word ".repeat(1000)).chars().count(),
            LONGEST_TEXT + 1
        );
    }

    #[test]
    fn serde_names_no_value() {
        for (message, expected) in [
            (
                "missing field `id` at line 1",
                "missing field `id` at line 1",
            ),
            (
                "duplicate field `id` at line 1",
                "duplicate field `id` at line 1",
            ),
            (
                r#"invalid type: string "pass", expected u32"#,
                r#"invalid type: string "…", expected u32"#,
            ),
            (
                "unknown variant `pass`, expected `A` or `B`",
                "unknown variant `…`, expected `A` or `B`",
            ),
            (
                "invalid value: integer `12345`, expected u8",
                "invalid value: integer `…`, expected u8",
            ),
            ("no such word: `pass`", "no such word: `…`"),
        ] {
            assert_eq!(serde_problem(message), expected);
        }
    }

    #[test]
    fn the_key_is_masked_however_short() {
        let secret = KnownSecret::of(Some(&HeaderValue::from_static("Basic aHVudGVyMg==")));
        assert_eq!(secret.mask("hunter2, aHVudGVyMg==, aHVudGVyMg"), "…, …, …");
        assert_eq!(KnownSecret::of(None).mask("text"), "text");
    }

    #[test]
    fn json_keeps_its_shape_only() {
        assert_eq!(
            snippet(r#"{"accessToken": "short", "n": 5, "list": ["a\"b", ""]}"#),
            r#"{"accessToken": "…", "n": 5, "list": ["…", ""]}"#
        );
        assert_eq!(snippet(r#"{"accessToken":"cut of"#), r#"{"accessToken":"…"#);
        assert_eq!(snippet(r#"{"a":"\\","b":"x"}"#), r#"{"a":"…","b":"…"}"#);
    }

    #[test]
    fn snippets_are_bounded() {
        let page = format!("<html>\n  <h1>Bad gateway</h1> {}", "words ".repeat(1000));
        let snippet = snippet(&page);
        assert!(snippet.starts_with("<html> <h1>Bad gateway</h1> words"));
        assert!(snippet.ends_with('…') && snippet.chars().count() == 201);
    }

    #[test]
    fn odd_bytes_do_no_harm() {
        assert_eq!(snippet(""), "");
        assert_eq!(snippet("\"\\"), "\"…");
        assert_eq!(snippet("\u{fffd}\"é"), "\u{fffd}\"…");
    }
}
