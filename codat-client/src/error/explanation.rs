//! What the display of an error says of the response after its status.

use super::error_message::ErrorMessage;
use super::known_secret::KnownSecret;
use super::problem_details::ProblemDetails;
use super::redact::{quote_error, redact, redact_id};
use crate::response::RawResponse;

/// How many fields are named.
const MOST_FIELDS: usize = 5;

/// Codat's own words if there are any, or a problem's, or the start of the body.
pub(super) fn explain(
    raw: &RawResponse,
    message: Option<&ErrorMessage>,
    secret: &KnownSecret,
) -> String {
    if let Some(message) = message {
        let sentences = message.error().map(str::to_owned);
        let said = join(sentences.into_iter().collect(), message.objections());
        let id = id("correlation id", message.correlation_id());
        return match said.is_empty() {
            true => format!("{}{id}", describe(raw, secret)),
            false => format!(": {said}{id}"),
        };
    }
    match ProblemDetails::from_json(raw.body(), secret) {
        Some(problem) => format!(
            ": {}{}",
            join(problem.sentences, problem.fields.into_iter()),
            id("trace id", problem.trace_id.as_deref())
        ),
        None => describe(raw, secret),
    }
}

/// The sentences, then the first of the fields.
fn join(mut parts: Vec<String>, mut fields: impl Iterator<Item = String>) -> String {
    parts.extend(fields.by_ref().take(MOST_FIELDS));
    if let more @ 1.. = fields.count() {
        parts.push(format!("and {more} more"));
    }
    let last = parts.pop().unwrap_or_default();
    let mut said = String::new();
    for part in &parts {
        said.push_str(part.trim_end_matches(['.', ' ']));
        said.push_str("; ");
    }
    redact(&(said + &last))
}

fn id(name: &str, id: Option<&str>) -> String {
    id.map(|id| format!(" ({name} {})", redact_id(id)))
        .unwrap_or_default()
}

/// The start of a body that is neither, with its length and type.
fn describe(raw: &RawResponse, secret: &KnownSecret) -> String {
    let length = raw.body().len();
    if length == 0 {
        return " with an empty body".to_owned();
    }
    let kind = raw.content_type().map(|kind| format!(" of {kind}"));
    let kind = kind.unwrap_or_default();
    if let Some(encoding) = raw.content_encoding() {
        return format!(" with {length} bytes{kind}, encoded as {encoding}");
    }
    let quote = quote_error(raw.body(), raw.is_cut, secret);
    match quote.trim().is_empty() {
        true => format!(" with {length} bytes{kind}"),
        false => format!(": {quote} ({length} bytes{kind})"),
    }
}
