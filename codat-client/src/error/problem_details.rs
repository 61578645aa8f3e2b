//! `application/problem+json` (RFC 9457), as ASP.NET and gateways send it.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::known_secret::KnownSecret;
use super::lenient::{Members, read, text};

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

impl ProblemDetails {
    /// Reads a problem; `None` if it has neither title nor detail. The key is masked in it.
    pub(super) fn from_json(body: &[u8], secret: &KnownSecret) -> Option<Self> {
        let members = Members::of(body)?;
        let sentences = ["title", "detail"].map(|name| members.text(name, secret));
        let sentences = Vec::from_iter(sentences.into_iter().flatten());
        if sentences.is_empty() {
            return None;
        }
        // ASP.NET's: a list of texts for each field. One text alone is taken, too.
        let fields: Option<BTreeMap<String, &RawValue>> = members.read("errors");
        let fields = fields.unwrap_or_default().into_iter();
        let fields = fields.filter_map(|(name, texts)| {
            let list: Option<Vec<&RawValue>> = read(texts);
            let first = list.unwrap_or_default().first().copied().unwrap_or(texts);
            let first = text(first, secret)?;
            Some(format!("{}: {first}", secret.mask(&name)))
        });
        Some(Self {
            sentences,
            fields: fields.collect(),
            trace_id: members.text("traceId", secret),
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
