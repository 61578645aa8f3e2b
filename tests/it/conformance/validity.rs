//! Whether a body is what its schema describes: members, types, enumerations.

use serde_json::Value;

use super::description::{Description, list, members};

/// The first thing in which a value isn't what its schema describes.
pub(super) fn violation(
    description: &Description,
    schema: &Value,
    value: &Value,
) -> Option<String> {
    let schema = description.resolve(schema);
    if value.is_null() {
        let nullable = schema["nullable"] == true;
        return (!nullable).then(|| ": null".to_owned());
    }
    let values: Vec<_> = list(&schema["enum"]).collect();
    if !values.is_empty() && !values.contains(&value) {
        return Some(format!(": {value} is none of the values"));
    }
    let parts = parts(description, schema);
    let described: Vec<_> = parts
        .iter()
        .flat_map(|part| members(&part["properties"]))
        .collect();
    let additional = &schema["additionalProperties"];
    if !described.is_empty() || additional.is_object() {
        let Some(object) = value.as_object() else {
            return Some(format!(": {value} is no object"));
        };
        let required = parts.iter().flat_map(|part| list(&part["required"]));
        for name in required.filter_map(Value::as_str) {
            // The description requires the member `datatype`, which it describes as `dataType`.
            let is_described = described.iter().any(|(described, _)| *described == name);
            if is_described && !object.contains_key(name) {
                return Some(format!(".{name} is required and absent"));
            }
        }
        return object.iter().find_map(|(name, value)| {
            let schema = described.iter().find(|(described, _)| described == name);
            let schema = match schema {
                Some((_, schema)) => schema,
                None if additional.is_object() => additional,
                None => return Some(format!(".{name} isn't described")),
            };
            violation(description, schema, value).map(|rest| format!(".{name}{rest}"))
        });
    }
    let fits = match schema["type"].as_str() {
        Some("array") => {
            let Some(items) = value.as_array() else {
                return Some(format!(": {value} is no list"));
            };
            return items.iter().enumerate().find_map(|(index, item)| {
                let rest = violation(description, &schema["items"], item)?;
                Some(format!("[{index}]{rest}"))
            });
        }
        Some("object") => value.is_object(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("string") => fits_format(schema, value),
        _ => true,
    };
    (!fits).then(|| format!(": {value} is no {} {}", schema["type"], schema["format"]))
}

fn fits_format(schema: &Value, value: &Value) -> bool {
    let Some(text) = value.as_str() else {
        return false;
    };
    match schema["format"].as_str() {
        Some("uuid") => uuid::Uuid::parse_str(text).is_ok(),
        Some("uri") => url::Url::parse(text).is_ok(),
        _ => true,
    }
}

/// A schema, and those that it is made of.
fn parts<'a>(description: &'a Description, schema: &'a Value) -> Vec<&'a Value> {
    let schema = description.resolve(schema);
    let inner = list(&schema["allOf"]).flat_map(|part| parts(description, part));
    std::iter::once(schema).chain(inner).collect()
}

#[test]
fn what_is_not_described_is_found() {
    let description = Description::of(serde_json::json!({}));
    let schema = serde_json::json!({
        "allOf": [
            { "properties": { "a": { "type": "string", "enum": ["x", "y"] } }, "required": ["a"] },
            { "properties": { "b": { "type": "array", "items": { "type": "integer", "nullable": true } } } },
        ],
    });
    for (value, expected) in [
        (serde_json::json!({ "a": "x", "b": [1, null] }), None),
        (
            serde_json::json!({ "a": "z" }),
            Some(".a: \"z\" is none of the values"),
        ),
        (
            serde_json::json!({ "b": [] }),
            Some(".a is required and absent"),
        ),
        (
            serde_json::json!({ "a": "x", "c": 1 }),
            Some(".c isn't described"),
        ),
        (
            serde_json::json!({ "a": "x", "b": [1, "2"] }),
            Some(".b[1]: \"2\" is no \"integer\" null"),
        ),
        (serde_json::json!({ "a": null }), Some(".a: null")),
        (serde_json::json!([]), Some(": [] is no object")),
    ] {
        let found = violation(&description, &schema, &value);
        assert_eq!(found.as_deref(), expected, "{value}");
    }
}
