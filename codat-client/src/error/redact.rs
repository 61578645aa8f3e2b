//! What a message may quote of what a server sent.

use http::HeaderValue;

use super::invisible::is_invisible;
use super::known_secret::KnownSecret;
use super::looks_secret::{is_token, looks_secret};

/// How much of a body is looked at for what a message quotes of it.
pub(super) const START: usize = 4096;

/// The longest quoted text, in characters.
const LONGEST: usize = 400;

/// The longest quoted start of a body, in characters.
const LONGEST_START: usize = 200;

/// A server's text, fit for a message: what looks like a credential is masked, the end of a line is a blank, what else shows
/// nothing or turns the direction of a log's line is left out, and the end of a long text is cut off. UUIDs stay: they are Codat's ids.
pub(crate) fn redact(text: &str) -> String {
    let start = (0..=START.min(text.len())).rfind(|&at| text.is_char_boundary(at));
    let start = text.get(..start.unwrap_or(0)).unwrap_or_default();
    redact_start(start, start.len() < text.len())
}

/// The same for the start of a text. If it is cut off, so may be a credential at its end.
fn redact_start(text: &str, is_cut: bool) -> String {
    // First, since it would part a credential: in UTF-16, a NUL stands beside each letter.
    let text = text.replace(|c: char| is_invisible(c) && !c.is_whitespace(), "");
    let mut masked = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(is_token) {
        let (before, run) = rest.split_at(start);
        masked.push_str(before);
        let (run, after) = run.split_at(run_length(run));
        rest = after;
        let may_be_cut = is_cut && rest.is_empty();
        if may_be_cut || (looks_secret(run) && looks_secret(&without_uuids(run))) {
            masked.push('…');
        } else {
            masked.push_str(run);
        }
    }
    masked.push_str(rest);
    let mut shown = masked.replace(is_invisible, " ");
    cut(&mut shown, LONGEST);
    shown
}

/// The length of the run of token characters at the beginning. It ends after equals signs: they belong to the name or the base64 before
/// them.
fn run_length(text: &str) -> usize {
    let after = text.trim_start_matches(|c| is_token(c) && c != '=');
    text.len() - after.trim_start_matches('=').len()
}

/// A run without its segments that are UUIDs.
fn without_uuids(run: &str) -> String {
    let segments = run.split('/').filter(|segment| !is_uuid(segment));
    segments.collect::<Vec<_>>().join("/")
}

/// Perhaps at the end of a sentence.
fn is_uuid(segment: &str) -> bool {
    let segment = segment.trim_end_matches('.');
    segment.len() == uuid::fmt::Hyphenated::LENGTH && uuid::Uuid::try_parse(segment).is_ok()
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

/// A header's value, fit for a message.
pub(crate) fn redact_header(value: &HeaderValue, secret: &KnownSecret) -> Option<String> {
    Some(redact(&secret.mask(value.to_str().ok()?)))
}

/// The start of an error's body, short: its text, or the title of a page. `is_cut`: there was more of the body.
pub(super) fn quote_error(body: &[u8], is_cut: bool, secret: &KnownSecret) -> String {
    let is_cut = is_cut || body.len() > START;
    let start = secret.mask_start(body, START, is_cut);
    quote(title(&start).unwrap_or(&start), is_cut)
}

/// The start of a success's body, short. Its strings are masked, since they are a customer's data or a token: what stays is
/// enough to tell JSON of another shape from a proxy's page.
pub(super) fn quote_success(body: &[u8], secret: &KnownSecret) -> String {
    let is_cut = body.len() > START;
    let start = secret.mask_start(body, START, is_cut);
    quote(&mask_quoted(&start, '"'), is_cut)
}

fn quote(text: &str, is_cut: bool) -> String {
    let words: Vec<_> = text
        .trim_start_matches('\u{feff}')
        .split_whitespace()
        .collect();
    let mut shown = redact_start(&words.join(" "), is_cut);
    cut(&mut shown, LONGEST_START);
    shown
}

/// The title of an HTML page.
fn title(page: &str) -> Option<&str> {
    let find = |tag: &str, from: usize| {
        let rest = page.as_bytes().get(from..)?;
        let is_tag = |bytes: &[u8]| bytes.eq_ignore_ascii_case(tag.as_bytes());
        Some(from + rest.windows(tag.len()).position(is_tag)?)
    };
    let start = find("<title>", 0)? + "<title>".len();
    let title = page.get(start..find("</title>", start)?)?;
    (!title.trim().is_empty()).then_some(title)
}

/// What serde says of a value, without the value's strings. What it had expected instead comes from our own types.
pub(super) fn serde_problem(message: &str, secret: &KnownSecret) -> String {
    // These name a field of our own types.
    if message.starts_with("missing field `") || message.starts_with("duplicate field `") {
        return redact(&secret.mask(message));
    }
    // The value may hold these words, too: serde's own come last, and not within quotes.
    let (found, expected) = match message.rsplit_once(", expected ") {
        Some((found, expected)) if found.matches('`').count().is_multiple_of(2) => {
            (found, secret.mask(&format!(", expected {expected}")))
        }
        _ => (message, String::new()),
    };
    // It may be the whole body in quotes.
    let is_cut = found.len() > START;
    let end = found.chars().next_back();
    let mut found = secret.mask_start(found.as_bytes(), START, is_cut);
    if is_cut && let Some(quote @ ('"' | '`')) = end {
        found.push(quote);
    }
    // A number or a boolean is quoted here as it is in the start of the body.
    let is_number = ["integer `", "floating point `", "boolean `"]
        .iter()
        .any(|kind| found.contains(kind));
    let mut found = mask_quoted(&found, '"');
    if !is_number {
        found = mask_quoted(&found, '`');
    }
    let mut shown = redact_start(&found, is_cut) + &redact(&expected);
    cut(&mut shown, LONGEST);
    shown
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

#[cfg(test)]
mod tests {
    use super::*;

    fn success(body: &str) -> String {
        quote_success(body.as_bytes(), &KnownSecret::default())
    }

    fn error(body: &str) -> String {
        quote_error(body.as_bytes(), false, &KnownSecret::default())
    }

    #[test]
    fn words_stay_and_credentials_go() {
        for text in [
            "No company was found",
            "see https://docs.codat.io/codat-api#/operations/get-company",
            "company 846ed55c-974b-4392-a1f1-87b6fdbf3c5e. Or",
            "GET /companies/846ed55c-974b-4392-a1f1-87b6fdbf3c5e/connections",
            "companyId=846ed55c-974b-4392-a1f1-87b6fdbf3c5e&page=2",
            &"é".repeat(30),
        ] {
            assert_eq!(redact(text), text);
        }
        assert_eq!(
            redact("key c2VjcmV0LXNlY3JldC1zZWNyZXQ= is wrong"),
            "key … is wrong"
        );
        assert_eq!(
            redact("token=c2VjcmV0LXNlY3JldC1zZWNyZXQ&page=2"),
            "token=…&page=2"
        );
        assert_eq!(redact("846ed55c974b4392a1f187b6fdbf3c5e"), "…");
        assert_eq!(redact("sandbox-846ed55c-974b4392a1f187b6fdbf3c5e"), "…");
    }

    #[test]
    fn messages_are_one_short_line() {
        assert_eq!(
            redact("a\n2026 ERROR forged\x1b[31m"),
            "a 2026 ERROR forged[31m"
        );
        assert_eq!(redact(&"word ".repeat(1000)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        for c in "\u{202e}\u{2066}\u{200b}\u{200f}\u{feff}\u{61c}\u{ad}\u{e0041}\0".chars() {
            assert_eq!(redact(&format!("a{c}b")), "ab", "{c:?}");
        }
        for end_of_line in ['\u{2028}', '\u{2029}', '\u{85}', '\r'] {
            assert_eq!(redact(&format!("a{end_of_line}b")), "a b");
        }
        assert_eq!(redact("aé漢👍b"), "aé漢👍b");
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
                "invalid value: integer `300`, expected u8",
                "invalid value: integer `300`, expected u8",
            ),
            (
                "invalid type: integer `4111111111111111`, expected a string",
                "invalid type: integer `…`, expected a string",
            ),
            ("no such word: `pass`", "no such word: `…`"),
            (
                r#"invalid type: string "a, expected pass", expected u32"#,
                r#"invalid type: string "…", expected u32"#,
            ),
            (
                "unknown field `a, expected pass`, there are no fields",
                "unknown field `…`, there are no fields",
            ),
        ] {
            assert_eq!(serde_problem(message, &KnownSecret::default()), expected);
        }
    }

    #[test]
    fn of_a_success_the_shape_stays() {
        assert_eq!(
            success(r#"{"accessToken": "short", "n": 5, "list": ["a\"b", ""]}"#),
            r#"{"accessToken": "…", "n": 5, "list": ["…", ""]}"#
        );
        assert_eq!(success(r#"{"accessToken":"cut of"#), r#"{"accessToken":"…"#);
        assert_eq!(success(r#"{"a":"\\","b":"x"}"#), r#"{"a":"…","b":"…"}"#);
        assert_eq!(success(r#"[{"n":4111111111111111}]"#), r#"[{"n":…}]"#);
    }

    #[test]
    fn of_an_error_the_words_stay() {
        for (body, expected) in [
            (
                r#"{"message":"upstream connect error"}"#,
                r#"{"message":"upstream connect error"}"#,
            ),
            (r#"{"token":"eyJhbGciOi.e30.x"}"#, r#"{"token":"…"}"#),
            (
                "<html>\r\n<head><TITLE>502 Bad Gateway</TITLE></head>",
                "502 Bad Gateway",
            ),
            (
                "<html><title></title>no title",
                "<html><title></title>no title",
            ),
            ("\u{feff}no  such\r\n\thost", "no such host"),
            ("", ""),
        ] {
            assert_eq!(error(body), expected);
        }
    }

    #[test]
    fn quotes_are_bounded() {
        let page = format!("<html>\n  <h1>Bad gateway</h1> {}", "words ".repeat(1000));
        let quote = success(&page);
        assert!(quote.starts_with("<html> <h1>Bad gateway</h1> words"));
        assert!(quote.ends_with('…') && quote.chars().count() == 201);
        // What the cut goes through may be a credential.
        let cut = format!("{}secret", " ".repeat(START - 3));
        assert_eq!(error(&cut), "…");
    }

    #[test]
    fn odd_bytes_do_no_harm() {
        assert_eq!(success(""), "");
        assert_eq!(success("\"\\"), "\"…");
        assert_eq!(success("\u{fffd}\"é"), "\u{fffd}\"…");
    }
}
