//! Instances of schemas in which every property is set.

use serde_json::{Map, Value, json};

use super::description::Description;

/// How deep a schema that contains itself is followed.
const DEEPEST: usize = 8;

/// Makes instances. `index` chooses among the values of each enumeration.
pub(super) struct Instances<'a> {
    description: &'a Description,
    index: usize,
}

impl<'a> Instances<'a> {
    pub(super) fn new(description: &'a Description, index: usize) -> Self {
        Self { description, index }
    }

    pub(super) fn of(&self, schema: &Value) -> Value {
        self.value(schema, "value", 0)
    }

    fn value(&self, schema: &Value, name: &str, depth: usize) -> Value {
        let schema = self.description.resolve(schema);
        if let Some(values) = schema["enum"].as_array() {
            return values[self.index % values.len()].clone();
        }
        if schema["properties"].is_object()
            || schema["allOf"].is_array()
            || schema["additionalProperties"].is_object()
        {
            return self.object(schema, depth);
        }
        match schema["type"].as_str() {
            Some("array") if depth > DEEPEST => json!([]),
            Some("array") => json!([self.value(&schema["items"], name, depth + 1)]),
            Some("object") => json!({ "key": "value" }),
            Some("integer" | "number") => json!(7),
            Some("boolean") => json!(true),
            _ if schema["format"] == "uuid" => json!("8a210b68-6988-11ed-a1eb-0242ac120002"),
            _ if schema["pattern"] == "[a-z]{4}" => json!("gbol"),
            _ if schema["format"] == "uri" => json!(format!("https://example.com/{name}")),
            // The only type of token that is taken.
            _ if name == "tokenType" => json!("Bearer"),
            _ => json!(format!("a-{name}")),
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let mut object = Map::new();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            match self.value(part, "value", depth) {
                Value::Object(members) => object.extend(members),
                // A string that is described as one schema and another.
                other => return other,
            }
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let resolved = self.description.resolve(property);
            let nested =
                resolved["additionalProperties"].is_object() || resolved["properties"].is_object();
            let value = if nested && depth >= DEEPEST {
                Value::Null
            } else {
                self.value(property, name, depth + 1)
            };
            object.insert(name.clone(), value);
        }
        let additional = &schema["additionalProperties"];
        if additional.is_object() && depth < DEEPEST {
            object.insert("key".to_owned(), self.value(additional, "value", depth + 1));
        }
        Value::Object(object)
    }
}
