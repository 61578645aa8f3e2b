//! The body of a request, read and checked.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::refusal::{Problem, not_valid, problem};
use super::{RecordedRequest, Reply};

/// The body's members. A body that isn't an object is refused.
pub(super) fn members(request: &RecordedRequest) -> Result<Map<String, Value>, Reply> {
    let object = request.json();
    object.map_err(|error| not_valid(&[problem("body", format!("must be a JSON object: {error}"))]))
}

/// The body as a model, in which these members have to be set.
pub(super) fn read<T: DeserializeOwned>(
    request: &RecordedRequest,
    required: &[&str],
) -> Result<T, Reply> {
    let members = members(request)?;
    let problems = missing(&members, "", required);
    if !problems.is_empty() {
        return Err(not_valid(&problems));
    }
    model(members)
}

/// These members as a model.
pub(super) fn model<T: DeserializeOwned>(members: Map<String, Value>) -> Result<T, Reply> {
    serde_json::from_value(Value::Object(members))
        .map_err(|error| not_valid(&[problem("body", format!("has a wrong type: {error}"))]))
}

/// The members that are required and aren't set.
pub(super) fn missing(members: &Map<String, Value>, path: &str, required: &[&str]) -> Vec<Problem> {
    let missing = required
        .iter()
        .filter(|name| members.get(**name).is_none_or(Value::is_null));
    missing
        .map(|name| problem(format!("{path}{name}"), "is required"))
        .collect()
}
