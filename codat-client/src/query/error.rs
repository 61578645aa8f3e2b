//! What Codat's query language can't express.

use crate::error::redact::redact;

/// A filter or an order can't be expressed in Codat's query language. See [what is refused](crate::query#what-is-refused).
///
/// It names the field, and doesn't quote the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct QueryError(String);

impl QueryError {
    pub(super) fn new(problem: impl Into<String>) -> Self {
        Self(problem.into())
    }
}

/// What Codat reads as an operator wherever it stands.
const OPERATORS: [&str; 8] = ["&&", "||", "{", "}", "=", "~", "<", ">"];

/// Checks the name of a field.
pub(super) fn check_name(name: &str) -> Result<(), QueryError> {
    let refuse = |problem| {
        let name = redact(name);
        Err(QueryError(format!("the field's name `{name}` {problem}")))
    };
    if let Some(problem) = misread(name) {
        return refuse(problem);
    }
    match name.find(['!', '&', '|']) {
        Some(_) => refuse("holds `!`, `&` or `|`, which would be a part of an operator".to_owned()),
        None => Ok(()),
    }
}

/// Checks the value that a field is compared with.
pub(super) fn check_value(name: &str, value: &str) -> Result<(), QueryError> {
    misread(value).map_or(Ok(()), |problem| Err(value_error(name, &problem)))
}

/// The value that a field is compared with has a problem.
pub(super) fn value_error(name: &str, problem: &str) -> QueryError {
    let name = redact(name);
    QueryError(format!("the value for `{name}` {problem}"))
}

/// Why Codat would read something else.
fn misread(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("is empty".to_owned());
    }
    if let Some(operator) = OPERATORS.iter().find(|operator| text.contains(**operator)) {
        return Some(format!(
            "holds `{operator}`, which is an operator, and there is no escape"
        ));
    }
    if text.ends_with(['&', '|']) {
        return Some("ends with a part of an operator".to_owned());
    }
    if text.trim() != text {
        return Some("begins or ends with white space, which may be dropped".to_owned());
    }
    text.contains(char::is_control)
        .then(|| "holds a control character, such as a line break".to_owned())
}
