//! The sandbox against the description: each operation is called through the client, and each documented error is provoked. Each
//! body has to be what its schema describes.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use codat_client::layer::{AttemptService, BoxError};
use codat_client::models::{
    CreateApiKey, CreateConnection, CustomDataTypeConfiguration, DataType, PushOperationStatus,
    SupplementalDataConfiguration, WebhookConsumerPrototype,
};
use codat_client::paging::ListQuery;
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::{Bytes, Client, Credentials, Error, RetryConfig, StatusCode, prelude::*};
use serde_json::{Value, json};
use tower::{ServiceExt as _, layer::layer_fn, service_fn};

use super::description;
use super::description::{Description, Operation};
use super::instance::Instances;
use super::operations::{Arguments, declared_with};
use super::problems::Problems;
use super::validity::violation;

/// Longer than any operation takes.
const LONG: Duration = Duration::from_secs(60);

/// What the description has for the success of an operation, and shouldn't: the ErrorMessage of a 429.
const DELETE_API_KEY: &str = "delete-api-key";

/// A 400 that no request provokes, since the operation has no parameters.
const NEVER_MALFORMED: &str = "list-webhook-consumers";

/// A sandbox in which everything exists once, and a client that keeps the last body.
struct World {
    sandbox: Sandbox,
    codat: &'static Client,
    last: Arc<Mutex<Bytes>>,
    arguments: Arguments,
    client_id: String,
}

impl World {
    async fn new(platform: &'static str) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let last = Arc::default();
        let codat = client(&sandbox, sandbox.api_key(), &last);
        sandbox.stop_clock();
        let (company, orders) = (sandbox.company_id(), "Orders".into());
        let new = CreateConnection::new(platform);
        let connection = codat.create_connection(company, &new).await.unwrap().id;
        sandbox.authorize(connection).unwrap();
        let product = "ours".into();
        codat.add_product(company, &product).await.unwrap();
        let platform = platform.into();
        let mut configuration = CustomDataTypeConfiguration::default();
        let number = ("number".to_owned(), "$[*].number".to_owned());
        configuration.required_data = Some([number].into());
        let custom = codat.configure_custom_data_type(&platform, &orders, &configuration);
        custom.await.unwrap();
        let configuration = SupplementalDataConfiguration::default();
        let supplemental =
            codat.configure_supplemental_data(&platform, &DataType::Bills, &configuration);
        supplemental.await.unwrap();
        let consumer = WebhookConsumerPrototype::new("https://a.example", ["company.created"]);
        let consumer = codat.create_webhook_consumer(&consumer).await.unwrap();
        let key = codat.create_api_key(&CreateApiKey::new("second"));
        let key = key.await.unwrap().id;
        let failed = PushOperationStatus::Failed;
        let push = sandbox.start_push(connection, &DataType::Bills, failed);
        sandbox.advance_clock(LONG);
        // On a platform that isn't served, this is refused.
        let _ = codat
            .refresh_custom_data_type(company, connection, &orders)
            .await;
        sandbox.advance_clock(LONG);
        let read = codat.list_pull_operations(company, &ListQuery::new());
        let read = read.await.unwrap();
        let client_id = codat.get_profile_sync_settings().await.unwrap().client_id;
        let arguments = Arguments {
            company,
            connection,
            dataset: read.results.first().unwrap().id,
            push: push.unwrap(),
            consumer: consumer.id,
            key,
            platform,
            product,
            ..Arguments::default()
        };
        Self {
            sandbox,
            codat,
            last,
            arguments,
            client_id: client_id.to_string(),
        }
    }

    /// A body that is valid, also for the sandbox's state.
    fn body(&self, operation: &Operation<'_>, instances: &Instances<'_>) -> Value {
        let mut body = operation
            .body
            .map(|schema| instances.of(schema))
            .unwrap_or_default();
        match operation.id {
            "set-company-syncSettings" => body["companyId"] = json!(self.arguments.company),
            "update-profile-syncSettings" => body["clientId"] = json!(self.client_id),
            "unlink-connection" => body["status"] = json!("Unlinked"),
            "refresh-product-data" => body["dataTypes"] = json!(["invoices"]),
            _ => {}
        }
        body
    }

    /// Calls an operation, and returns the status with the body.
    async fn call(
        &self,
        codat: &'static Client,
        arguments: &Arguments,
        operation: &Operation<'_>,
        body: &Value,
        query: &[&str],
    ) -> Result<(StatusCode, Value), Box<Error>> {
        let declared = declared_with(codat, arguments);
        let (_, call) = declared.iter().find(|(id, _)| *id == operation.id).unwrap();
        // The sandbox doesn't look at what the mock is told.
        let sent = (call(body, query).send)(StatusCode::OK).await;
        let status = match sent {
            Ok(response) => response.status(),
            Err(error @ Error::ErrorMessage(_)) => error.status().unwrap(),
            Err(error) => return Err(Box::new(error)),
        };
        let last = self.last.lock().unwrap();
        Ok((status, serde_json::from_slice(&last).unwrap_or_default()))
    }
}

/// A client that keeps the last body, and retries nothing.
fn client(sandbox: &Sandbox, key: &str, last: &Arc<Mutex<Bytes>>) -> &'static Client {
    let last = Arc::clone(last);
    let keeping = layer_fn(move |inner: AttemptService| {
        let last = Arc::clone(&last);
        service_fn(move |request: http::Request<Bytes>| {
            let (last, inner) = (Arc::clone(&last), inner.clone());
            async move {
                let response = inner.oneshot(request).await?;
                *last.lock().unwrap() = response.body().clone();
                Ok::<_, BoxError>(response)
            }
        })
    });
    let builder = sandbox
        .client_builder()
        .credentials(Credentials::api_key(key));
    let builder = builder.retries(RetryConfig::none()).layer(keeping);
    Box::leak(Box::new(builder.build().unwrap()))
}

/// The operations in an order in which none takes away what a later one needs.
fn in_order(description: &Description) -> Vec<Operation<'_>> {
    let last = [
        "remove-product",
        "unlink-connection",
        "update-connection-authorization",
        "delete-connection",
        "delete-company",
    ];
    let mut operations: Vec<_> = description.operations().collect();
    let place = |id: &str| {
        last.iter()
            .position(|last| *last == id)
            .map_or(0, |place| place + 1)
    };
    operations.sort_by_key(|operation| place(operation.id));
    operations
}

#[tokio::test]
async fn every_operation_succeeds_on_the_sandbox_as_described() {
    let Some(description) = super::description() else {
        return;
    };
    let mut problems = Problems::default();
    let world = World::new("gbol").await;
    let instances = Instances::new(&description, 0);
    let mut called = 0;
    for operation in in_order(&description) {
        world.sandbox.advance_clock(LONG);
        let (body, arguments) = (world.body(&operation, &instances), &world.arguments);
        let query =
            ["page", "pageSize"].map(|name| operation.query.contains(&name).then_some(name));
        let query: Vec<_> = query.into_iter().flatten().collect();
        let response = world
            .call(world.codat, arguments, &operation, &body, &query)
            .await;
        let (status, body) = match response {
            Ok(response) => response,
            Err(error) => {
                problems.report(operation.id, &format!("{error:#}"));
                continue;
            }
        };
        called += 1;
        let Some((_, schema)) = operation.successes.iter().find(|(it, _)| *it == status) else {
            problems.report(operation.id, &format!("{status}, and {body}"));
            continue;
        };
        let empty = operation.id == DELETE_API_KEY || schema.is_none();
        let violation = match schema {
            Some(schema) if !empty => violation(&description, schema, &body),
            _ => (!body.is_null()).then(|| format!("the body is {body}")),
        };
        if let Some(violation) = violation {
            problems.report(operation.id, &format!("the response{violation}"));
        }
    }
    assert_eq!(called, 52);
    problems.assert_none();
}

/// What provokes a status: other arguments, another body, or nothing that a request can do.
fn provoke(
    world: &World,
    operation: &Operation<'_>,
    status: u16,
    body: &mut Value,
) -> Option<Arguments> {
    let mut arguments = world.arguments.clone();
    match (status, operation.id) {
        (404, _) if operation.path.contains('{') => {
            return Some(Arguments {
                platform: "zzzz".into(),
                ..Arguments::default()
            });
        }
        (451, _) => {}
        (409, "create-api-key") => {}
        (400, "create-api-key") => body["name"] = json!("x".repeat(51)),
        (400, "create-company") => body["name"] = json!(""),
        (400, "set-company-syncSettings") => body["companyId"] = json!(uuid::Uuid::nil()),
        (400, "create-webhook-consumer") => body["url"] = json!("no URL"),
        (400, "refresh-product-data") => arguments.product = "lending".into(),
        (400, "refresh-company-data" | "refresh-data-type") => {
            arguments.company = world.sandbox.add_company();
            if operation.id == "refresh-data-type" {
                arguments.company = world.arguments.company;
            }
        }
        (400, _) if operation.query.contains(&"query") => arguments.filter = "malformed",
        (400, _) if operation.query.contains(&"page") => arguments.page = 0,
        _ => return None,
    }
    Some(arguments)
}

#[tokio::test]
async fn every_documented_error_is_provoked_on_the_sandbox() {
    let Some(description) = super::description() else {
        return;
    };
    let mut problems = Problems::default();
    let instances = Instances::new(&description, 0);
    let (served, not_served) = (World::new("gbol").await, World::new("qudb").await);
    let wrong_key = client(&served.sandbox, "wrong", &served.last);
    // Bills are being read, so that they can't be queued again; the connection of a new company doesn't exist.
    let bills = served
        .codat
        .refresh_data_type(served.arguments.company, &DataType::Bills, None);
    bills.await.unwrap();
    for number in 0..8 {
        let key = CreateApiKey::new(number.to_string());
        // On the sandbox of the 409, which has ten keys then.
        not_served.codat.create_api_key(&key).await.unwrap();
    }
    let (mut provoked, mut scripted) = (0, 0);
    let mut not_provoked = BTreeSet::new();
    for operation in in_order(&description) {
        for (status, schema) in &operation.error_schemas {
            let world = match status {
                409 | 451 => &not_served,
                _ => &served,
            };
            let mut body = world.body(&operation, &instances);
            let provoking = provoke(world, &operation, *status, &mut body);
            let (codat, arguments) = match (status, provoking) {
                (401, _) => (wrong_key, world.arguments.clone()),
                (_, Some(arguments)) => (world.codat, arguments),
                // An outage, the account's plan, or a key of somebody else's: what a test scripts.
                (402 | 403 | 429 | 500 | 503, None) => {
                    world.sandbox.script([Fault::status(*status)]);
                    scripted += 1;
                    (world.codat, world.arguments.clone())
                }
                _ => {
                    not_provoked.insert(format!("{} {status}", operation.id));
                    continue;
                }
            };
            provoked += 1;
            let response = world.call(codat, &arguments, &operation, &body, &operation.query);
            match response.await {
                Ok((actual, body)) if actual.as_u16() == *status => {
                    if let Some(violation) = violation(&description, schema, &body) {
                        problems.report(operation.id, &format!("{status}{violation}"));
                    }
                }
                other => problems.report(operation.id, &format!("{status}: {other:?}")),
            }
        }
    }
    println!("{provoked} errors, of which {scripted} by a script; not provoked: {not_provoked:?}");
    problems.assert_none();
    for operation in &not_provoked {
        let has_no_parameters =
            operation == &format!("{NEVER_MALFORMED} 400") || operation.ends_with(" 404");
        assert!(has_no_parameters, "{operation}");
    }
    assert!(provoked > 300, "only {provoked} errors");
}

#[tokio::test]
async fn a_company_beyond_the_limit_is_a_402() {
    let sandbox = Sandbox::builder().companies(10_000).start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let one_more = codat_client::models::CompanyRequestBody::new("One more");
    let error = codat.create_company(&one_more).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 402);
    assert!(error.to_string().contains("10000-company limit"), "{error}");
}

#[test]
fn the_success_of_a_deleted_key_is_still_described_as_an_error() {
    let Some(description) = super::description() else {
        return;
    };
    let mut operations = description.operations();
    let operation = operations.find(|operation| operation.id == DELETE_API_KEY);
    let (status, schema) = operation.unwrap().successes[0];
    assert_eq!(status, 204);
    let schema = description.resolve(schema.unwrap());
    assert!(description::members(&schema["properties"]).any(|(name, _)| name == "correlationId"));
}
