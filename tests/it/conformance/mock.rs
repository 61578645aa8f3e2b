//! The declared operations against a server that validates requests and makes up responses, both by the description.
//!
//! `CODAT_MOCK` is its URL. Without it the test says so and passes. CONTRIBUTING says how to start one.

use codat_client::{Client, Credentials, Error, HeaderMap, StatusCode};
use serde_json::Value;

use super::description::Operation;
use super::instance::Instances;
use super::problems::Problems;
use super::{description, operations};

/// What the mock found wrong with a request.
fn violation(headers: Option<&HeaderMap>) -> Option<String> {
    let violations = headers?.get("sl-violations")?.to_str().ok()?;
    let violations: Vec<Value> = serde_json::from_str(violations).ok()?;
    let of_request = |violation: &&Value| violation["location"][0] == "request";
    violations.iter().find(of_request).map(Value::to_string)
}

/// The first example of a body that has what its schema requires, or else a body that is made up.
fn body(operation: &Operation<'_>, instances: &Instances<'_>) -> Value {
    let example = operation.body_examples.first().map(|body| (*body).clone());
    let example = example.filter(|_| operation.id != "configure-supplemental-data");
    let made_up = || operation.body.map(|schema| instances.of(schema));
    example.or_else(made_up).unwrap_or_default()
}

#[tokio::test]
async fn a_validating_mock_takes_every_request() {
    let Some(description) = description() else {
        return;
    };
    let Ok(url) = std::env::var("CODAT_MOCK") else {
        eprintln!("skipped: CODAT_MOCK isn't set");
        return;
    };
    let codat = Client::builder()
        .base_url(url)
        .credentials(Credentials::api_key("a-key-for-tests"))
        .build()
        .unwrap();
    let declared = operations::declared(Box::leak(Box::new(codat)));
    let instances = Instances::new(&description, 0);
    let mut problems = Problems::default();
    let (mut successes, mut errors) = (0, 0);
    for operation in description.operations() {
        let Some((_, call)) = declared.iter().find(|(id, _)| *id == operation.id) else {
            continue;
        };
        let body = body(&operation, &instances);
        let send = |status| (call(&body, &operation.query).send)(status);
        for (status, _) in &operation.successes {
            match send(*status).await {
                Ok(response) if response.status() == *status => {
                    successes += 1;
                    if let Some(violation) = violation(Some(response.headers())) {
                        problems.report(operation.id, &violation);
                    }
                }
                other => problems.report(operation.id, &format!("{status}: {other:?}")),
            }
        }
        for status in &operation.errors {
            let status = StatusCode::from_u16(*status).unwrap();
            match send(status).await {
                Err(error @ Error::ErrorMessage(_)) if error.status() == Some(status) => {
                    errors += 1;
                    if let Some(violation) = violation(error.headers()) {
                        problems.report(operation.id, &violation);
                    }
                }
                other => problems.report(operation.id, &format!("{status}: {other:?}")),
            }
        }
    }
    println!("{successes} successes and {errors} errors");
    problems.assert_none();
}
