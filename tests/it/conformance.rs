//! Codat's description of its API against what this crate declares: operations, schemas, enumerations, examples.
//!
//! `CODAT_OPENAPI` is the path of the description. Without it the tests say so and pass. A newer description in its place shows what
//! is new.

mod description;
mod instance;
mod mock;
mod operations;
mod problems;
mod sandbox;
mod schemas;
mod validity;

use std::collections::BTreeSet;
use std::time::SystemTime;

use codat_client::webhooks::{Payload, WebhookSecret};
use codat_client::{Client, Error, HeaderMap, RawResponse, StatusCode};
use serde_json::Value;

use description::{Description, Operation};
use instance::Instances;
use operations::Made;
use problems::Problems;

/// Codat documents 404 for nearly all operations; here it is documented for all.
const DOCUMENTED_EVERYWHERE: u16 = 404;

/// The value of an enumeration that no variant names. What an instance made up begins with `a-`.
fn value_without_variant(shown: &str) -> Option<&str> {
    let mut others = shown.split("Other(\"").skip(1);
    let value = others.find(|value| !value.starts_with("a-"))?;
    value.split('"').next()
}

fn description() -> Option<Description> {
    let description = Description::from_env();
    if description.is_none() {
        #[expect(clippy::print_stderr, reason = "says that nothing was tested")]
        {
            eprintln!("skipped: CODAT_OPENAPI isn't set");
        }
    }
    description
}

#[test]
fn every_operation_is_declared_as_it_is_described() {
    let Some(description) = description() else {
        return;
    };
    let mut problems = Problems::default();
    let declared = operations::declared(Client::offline());
    let ours: BTreeSet<_> = declared.iter().map(|(id, _)| *id).collect();
    let described: BTreeSet<_> = description
        .operations()
        .map(|operation| operation.id)
        .collect();
    for missing in described.difference(&ours) {
        problems.report(missing, "is described and not declared");
    }
    for unknown in ours.difference(&described) {
        problems.report(unknown, "is declared and not described");
    }
    for operation in description.operations() {
        if let Some((_, call)) = declared.iter().find(|(id, _)| *id == operation.id) {
            let instances = Instances::new(&description, 0);
            let body = operation.body.map(|schema| instances.of(schema));
            let made = call(&body.clone().unwrap_or_default(), &operation.query);
            compare(&operation, &made, body.as_ref(), &mut problems);
            for index in 0..description.longest_enumeration() {
                decode(
                    &operation,
                    &made,
                    &Instances::new(&description, index),
                    &mut problems,
                );
            }
        }
    }
    assert_eq!(description.operations().count(), declared.len());
    problems.assert_none();
}

/// The request, and the statuses.
fn compare(operation: &Operation<'_>, made: &Made, body: Option<&Value>, problems: &mut Problems) {
    let id = operation.id;
    problems.compare(
        id,
        "the method",
        &made.endpoint.method().as_str(),
        &operation.method.as_str(),
    );
    let template = description::in_camel_case(made.endpoint.template());
    problems.compare(id, "the path", &template.as_str(), &operation.path);
    let query: BTreeSet<_> = made.query.iter().map(String::as_str).collect();
    problems.compare(
        id,
        "the query",
        &query,
        &operation.query.iter().copied().collect(),
    );
    problems.compare(id, "the body", &made.body.as_ref(), &body);
    for status in 400..600 {
        let documented = made
            .endpoint
            .documents(StatusCode::from_u16(status).unwrap());
        if documented != operation.errors.contains(&status) && status != DOCUMENTED_EVERYWHERE {
            problems.report(
                id,
                &format!(
                    "{status} is documented: {documented} here, {} there",
                    !documented
                ),
            );
        }
    }
}

/// A response in which every member is set.
fn decode(
    operation: &Operation<'_>,
    made: &Made,
    instances: &Instances<'_>,
    problems: &mut Problems,
) {
    for (status, schema) in &operation.successes {
        let body = schema.map(|schema| instances.of(schema));
        let text = body.as_ref().map_or_else(String::new, Value::to_string);
        let response = RawResponse::new(*status, HeaderMap::new(), text);
        match (made.decode)(&response) {
            Err(error) => problems.report(
                operation.id,
                &format!("the response can't be read: {error:#}"),
            ),
            Ok(Some(ours)) if *status != StatusCode::NO_CONTENT => {
                problems.differ(
                    operation.id,
                    "the response",
                    &ours,
                    &body.unwrap_or_default(),
                );
            }
            Ok(_) => {}
        }
    }
}

#[test]
fn every_schema_has_its_model() {
    let Some(description) = description() else {
        return;
    };
    let mut problems = Problems::default();
    let models = schemas::models();
    let ours: BTreeSet<_> = models.iter().map(|(name, _)| *name).collect();
    let described: BTreeSet<_> = description.schemas().map(|(name, _)| name).collect();
    for missing in described.difference(&ours) {
        problems.report(missing, "is described and has no model");
    }
    for unknown in ours.difference(&described) {
        problems.report(unknown, "has a model and isn't described");
    }
    for (name, schema) in description.schemas() {
        let Some((_, model)) = models.iter().find(|(model, _)| *model == name) else {
            continue;
        };
        // Each value of each enumeration comes up once.
        for index in 0..description.longest_enumeration() {
            let instance = Instances::new(&description, index).of(schema);
            match model(&instance) {
                Err(error) => problems.report(name, &format!("can't be read: {error}")),
                Ok(read) => {
                    problems.differ(
                        name,
                        "what is read and written again",
                        &read.json,
                        &instance,
                    );
                    if let Some(value) = value_without_variant(&read.shown) {
                        problems.report(name, &format!("the value {value} has no variant"));
                    }
                }
            }
        }
    }
    assert_eq!(description.schemas().count(), models.len());
    problems.assert_none();
}

#[test]
fn every_enumeration_has_the_values_that_are_described() {
    let Some(description) = description() else {
        return;
    };
    let mut problems = Problems::default();
    let described = description.enumerations();
    for (name, known) in schemas::enumerations() {
        let known: BTreeSet<_> = known.iter().copied().collect();
        if described.contains(&known) {
            continue;
        }
        let nearest = described
            .iter()
            .max_by_key(|set| set.intersection(&known).count());
        let nearest = nearest.unwrap();
        for value in known.difference(nearest) {
            problems.report(name, &format!("{value} isn't described"));
        }
        for value in nearest.difference(&known) {
            problems.report(name, &format!("{value} is described and has no variant"));
        }
    }
    problems.assert_none();
}

#[test]
fn every_example_is_read() {
    let Some(description) = description() else {
        return;
    };
    let mut problems = Problems::default();
    let mut count = 0;
    let declared = operations::declared(Client::offline());
    for operation in description.operations() {
        let Some((_, call)) = declared.iter().find(|(id, _)| *id == operation.id) else {
            continue;
        };
        for example in &operation.body_examples {
            count += 1;
            let made = call(example, &[]);
            problems.compare(
                operation.id,
                "an example of the body",
                &made.body.as_ref(),
                &Some(*example),
            );
        }
        let made = call(
            &operation
                .body
                .map(|schema| Instances::new(&description, 0).of(schema))
                .unwrap_or_default(),
            &[],
        );
        for (status, example) in &operation.examples {
            count += 1;
            let response = RawResponse::new(*status, HeaderMap::new(), example.to_string());
            if status.is_success() {
                if let Err(error) = (made.decode)(&response) {
                    problems.report(
                        operation.id,
                        &format!("the response: an example can't be read: {error:#}"),
                    );
                }
            } else if description::is_usual(*status)
                && !matches!(Error::from_response(response), Error::ErrorMessage(_))
            {
                problems.report(
                    operation.id,
                    &format!("an example for {status} is no ErrorMessage"),
                );
            }
        }
    }
    let models = schemas::models();
    for (name, event, example) in description.webhook_examples() {
        count += 1;
        let Some((_, model)) = models.iter().find(|(model, _)| *model == name) else {
            problems.report(event, "has no model");
            continue;
        };
        match model(example) {
            Ok(read) if read.json["payload"].is_null() => {
                problems.report(event, "the payload of an example is lost");
            }
            Ok(_) => {}
            Err(error) => problems.report(event, &format!("an example can't be read: {error}")),
        }
    }
    assert!(count > 400, "only {count} examples");
    problems.assert_none();
}

#[test]
fn every_example_of_a_webhook_is_a_typed_event() {
    let Some(description) = description() else {
        return;
    };
    let mut problems = Problems::default();
    let secret: WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
    let mut described = BTreeSet::new();
    for (_, event_type, example) in description.webhook_examples() {
        described.insert(event_type);
        // As it is sent, the type of a write names a data type.
        let body = example.to_string().replace("{dataType}", "bills");
        let headers = secret.sign("msg_1", SystemTime::now(), body.as_bytes());
        let event = secret.verify(&headers.unwrap(), body.as_bytes()).unwrap();
        let kept = serde_json::to_value(&event).unwrap();
        if let Payload::Other(_) | Payload::Body(_) = event.payload {
            problems.report(event_type, "the payload of an example isn't typed");
        }
        let sent: Value = serde_json::from_str(&body).unwrap();
        for name in ["id", "eventType", "generatedDate"] {
            problems.compare(event_type, name, &kept[name], &sent[name]);
        }
        // An example leaves members out, and a model has all of them.
        problems.within(
            event_type,
            "the payload",
            &kept["payload"],
            &sent["payload"],
        );
        let read = serde_json::from_value(kept).ok();
        problems.compare(event_type, "what is read again", &read, &Some(event));
    }
    let known: BTreeSet<_> = Payload::KNOWN.iter().copied().collect();
    assert_eq!(known, described);
    problems.assert_none();
}
