//! `application/problem+json` (RFC 9457), as ASP.NET and gateways send it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::known_secret::KnownSecret;
use super::lenient::{list, object, read, text};

/// What a problem says.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct ProblemDetails {
    /// Title and detail.
    pub(super) sentences: Vec<String>,
    /// What is wrong with each field.
    pub(super) fields: Vec<String>,
    /// ASP.NET's id of the request.
    pub(super) trace_id: Option<String>,
}

#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    title: Option<&'a RawValue>,
    #[serde(borrow)]
    detail: Option<&'a RawValue>,
    /// ASP.NET's: a list of texts for each field.
    #[serde(borrow)]
    errors: Option<&'a RawValue>,
    #[serde(borrow, rename = "traceId")]
    trace_id: Option<&'a RawValue>,
}

impl ProblemDetails {
    /// Reads a problem; `None` if it has neither title nor detail. The key is masked in it.
    pub(super) fn from_json(body: &[u8], secret: &KnownSecret) -> Option<Self> {
        let members: Members<'_> = object(body)?;
        let sentences = [text(members.title, secret), text(members.detail, secret)];
        let sentences = Vec::from_iter(sentences.into_iter().flatten());
        if sentences.is_empty() {
            return None;
        }
        let fields: Option<BTreeMap<String, &RawValue>> = read(members.errors);
        let fields = fields.unwrap_or_default().into_iter();
        let fields = fields.filter_map(|(name, texts)| {
            // One text alone is taken, too.
            let first = list(Some(texts)).into_iter().next().unwrap_or(texts);
            let first = text(Some(first), secret)?;
            Some(format!("{}: {first}", secret.mask(&name)))
        });
        Some(Self {
            sentences,
            fields: fields.collect(),
            trace_id: text(members.trace_id, secret),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<ProblemDetails> {
        ProblemDetails::from_json(body.as_bytes(), &KnownSecret::default())
    }

    #[test]
    fn title_detail_and_fields_are_read() {
        let problem = read(
            r#"{"title": "Invalid.", "detail": "No.", "status": 400, "traceId": "00-1-2-00",
                "errors": {"name": ["Required.", "Too short."], "total": "Too low.", "odd": 5}}"#,
        );
        let problem = problem.unwrap();
        assert_eq!(problem.sentences, ["Invalid.", "No."]);
        assert_eq!(problem.fields, ["name: Required.", "total: Too low."]);
        assert_eq!(problem.trace_id.as_deref(), Some("00-1-2-00"));
    }

    #[test]
    fn what_is_no_problem_is_none() {
        for body in ["", "[]", "{}", r#"{"title": 5}"#, r#"["title"]"#, "<html>"] {
            assert_eq!(read(body), None, "{body}");
        }
    }
}
