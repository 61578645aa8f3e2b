//! Codat's OpenAPI description, as far as it is compared.

use std::collections::BTreeSet;

use codat_client::StatusCode;
use serde_json::{Map, Value};

/// The description.
pub(super) struct Description(Value);

/// An operation of the description.
pub(super) struct Operation<'a> {
    pub(super) id: &'a str,
    pub(super) method: String,
    pub(super) path: &'a str,
    /// The names of the query's parameters.
    pub(super) query: Vec<&'a str>,
    /// The schema of the body.
    pub(super) body: Option<&'a Value>,
    pub(super) body_examples: Vec<&'a Value>,
    /// Each success with the schema of its body.
    pub(super) successes: Vec<(StatusCode, Option<&'a Value>)>,
    /// The other statuses that are described.
    pub(super) errors: Vec<u16>,
    /// The schemas of the bodies of the other statuses.
    pub(super) error_schemas: Vec<(u16, &'a Value)>,
    /// The examples of responses.
    pub(super) examples: Vec<(StatusCode, &'a Value)>,
}

/// The statuses that are documented for every operation.
pub(super) fn is_usual(status: StatusCode) -> bool {
    [401, 402, 403, 404, 429, 500, 503].contains(&status.as_u16())
}

impl Description {
    /// The description that `CODAT_OPENAPI` names.
    pub(super) fn from_env() -> Option<Self> {
        let path = std::env::var_os("CODAT_OPENAPI")?;
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Some(Self(serde_json::from_str(&text).unwrap()))
    }

    /// A description for tests of the tests.
    pub(super) fn of(description: Value) -> Self {
        Self(description)
    }

    /// What a `$ref` leads to.
    pub(super) fn resolve<'a>(&'a self, mut value: &'a Value) -> &'a Value {
        for _ in 0..10 {
            let Some(reference) = value["$ref"].as_str() else {
                return value;
            };
            // Percent-encoded as part of a URL.
            let pointer = reference
                .trim_start_matches('#')
                .replace("%7B", "{")
                .replace("%7D", "}");
            value = self
                .0
                .pointer(&pointer)
                .unwrap_or_else(|| panic!("nothing at {pointer}"));
        }
        panic!("a reference that leads to itself: {value}");
    }

    pub(super) fn schemas(&self) -> impl Iterator<Item = (&str, &Value)> {
        members(&self.0["components"]["schemas"])
    }

    pub(super) fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let paths = members(&self.0["paths"]);
        paths.flat_map(move |(path, item)| {
            let methods = members(item)
                .filter(|(name, _)| ["get", "put", "post", "patch", "delete"].contains(name));
            methods.map(move |(method, operation)| self.operation(path, item, method, operation))
        })
    }

    fn operation<'a>(
        &'a self,
        path: &'a str,
        item: &'a Value,
        method: &str,
        operation: &'a Value,
    ) -> Operation<'a> {
        let parameters = list(&item["parameters"]).chain(list(&operation["parameters"]));
        let parameters = parameters.map(|parameter| self.resolve(parameter));
        let query = parameters.filter(|parameter| parameter["in"] == "query");
        let body = self.resolve(&operation["requestBody"]);
        let responses = members(&operation["responses"]).filter_map(|(status, response)| {
            let status = StatusCode::from_bytes(status.as_bytes()).ok()?;
            Some((status, self.resolve(response)))
        });
        let responses: Vec<_> = responses.collect();
        let json = |response: &'a Value| &response["content"]["application/json"];
        Operation {
            id: operation["operationId"].as_str().unwrap(),
            method: method.to_uppercase(),
            path,
            query: query
                .map(|parameter| parameter["name"].as_str().unwrap())
                .collect(),
            body: Some(&json(body)["schema"]).filter(|schema| !schema.is_null()),
            body_examples: examples(json(body)).collect(),
            successes: responses
                .iter()
                .filter(|(status, _)| status.is_success())
                .map(|(status, response)| {
                    (
                        *status,
                        Some(&json(response)["schema"]).filter(|schema| !schema.is_null()),
                    )
                })
                .collect(),
            errors: responses
                .iter()
                .map(|(status, _)| status.as_u16())
                .filter(|status| *status >= 400)
                .collect(),
            error_schemas: responses
                .iter()
                .map(|(status, response)| (status.as_u16(), &json(response)["schema"]))
                .filter(|(status, _)| *status >= 400)
                .collect(),
            examples: responses
                .iter()
                .flat_map(|(status, response)| {
                    examples(json(response)).map(|example| (*status, example))
                })
                .collect(),
        }
    }

    /// The schema's name, the event, and the message of each example of a webhook.
    pub(super) fn webhook_examples(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        members(&self.0["webhooks"]).flat_map(|(event, webhook)| {
            let json = &webhook["post"]["requestBody"]["content"]["application/json"];
            let schema = json["schema"]["$ref"].as_str().unwrap();
            let name = schema.rsplit('/').next().unwrap();
            examples(json).map(move |example| (name, event, example))
        })
    }

    /// The values of each enumeration.
    pub(super) fn enumerations(&self) -> Vec<BTreeSet<&str>> {
        fn collect<'a>(value: &'a Value, found: &mut Vec<BTreeSet<&'a str>>) {
            if value["enum"].is_array() {
                found.push(list(&value["enum"]).filter_map(Value::as_str).collect());
            }
            for (_, inside) in members(value) {
                collect(inside, found);
            }
            for inside in list(value) {
                collect(inside, found);
            }
        }
        let mut found = Vec::new();
        collect(&self.0["components"], &mut found);
        found
    }

    /// How many values the longest enumeration has.
    pub(super) fn longest_enumeration(&self) -> usize {
        let sets = self.enumerations();
        sets.iter().map(BTreeSet::len).max().unwrap_or(0)
    }
}

pub(super) fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = value.as_object().into_iter().flat_map(Map::iter);
    members.map(|(name, value)| (name.as_str(), value))
}

pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The examples of a body.
fn examples(json: &Value) -> impl Iterator<Item = &Value> {
    let named = members(&json["examples"]).map(|(_, example)| &example["value"]);
    let single = Some(&json["example"]);
    named.chain(single).filter(|example| !example.is_null())
}

/// A template with its placeholders as the description writes them.
pub(super) fn in_camel_case(template: &str) -> String {
    let mut camel = String::new();
    let mut upper = false;
    for c in template.chars() {
        match c {
            '_' => upper = true,
            c if std::mem::take(&mut upper) => camel.extend(c.to_uppercase()),
            c => camel.push(c),
        }
    }
    camel
}
