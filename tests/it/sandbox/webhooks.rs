//! Webhooks that the sandbox delivers, received with the client's own extractor.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::post;
use codat_client::models::{
    CompanyRequestBody, CreateConnection, DataType, PushOperationStatus, UpdateConnectionStatus,
    WebhookConsumerPrototype,
};
use codat_client::sandbox::Sandbox;
use codat_client::webhooks::{Event, Payload, WebhookSecret};
use codat_client::{Client, prelude::*};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What a busy machine may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A receiver of webhooks. It responds with these statuses, and with 204 after them.
#[derive(Clone)]
struct Receiver {
    secret: WebhookSecret,
    events: UnboundedSender<Event>,
    statuses: Arc<Mutex<Vec<u16>>>,
}

impl FromRef<Receiver> for WebhookSecret {
    fn from_ref(receiver: &Receiver) -> Self {
        receiver.secret.clone()
    }
}

async fn receive(State(receiver): State<Receiver>, event: Event) -> StatusCode {
    receiver.events.send(event).unwrap();
    let status = receiver.statuses.lock().unwrap().pop().unwrap_or(204);
    StatusCode::from_u16(status).unwrap()
}

/// Starts a receiver, and returns its URL.
async fn receiver(sandbox: &Sandbox, mut statuses: Vec<u16>) -> (String, UnboundedReceiver<Event>) {
    statuses.reverse();
    let (events, received) = unbounded_channel();
    let receiver = Receiver {
        secret: sandbox.webhook_secret().parse().unwrap(),
        events,
        statuses: Arc::new(Mutex::new(statuses)),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "http://{}/codat?from=sandbox",
        listener.local_addr().unwrap()
    );
    let app = Router::new()
        .route("/codat", post(receive))
        .with_state(receiver);
    tokio::spawn(async { axum::serve(listener, app).await });
    (url, received)
}

async fn consume(codat: &Client, url: &str, types: &[&str], tags: &[&str]) {
    let mut consumer = WebhookConsumerPrototype::new(url, types.iter().copied());
    consumer.company_tags = Some(tags.iter().map(|tag| (*tag).to_owned()).collect());
    codat.create_webhook_consumer(&consumer).await.unwrap();
}

async fn next(received: &mut UnboundedReceiver<Event>) -> Event {
    let next = tokio::time::timeout(PATIENCE, received.recv()).await;
    next.unwrap().unwrap()
}

/// The types of the next events, sorted: messages are delivered at once.
async fn next_types(received: &mut UnboundedReceiver<Event>, count: usize) -> Vec<String> {
    let mut types = Vec::new();
    for _ in 0..count {
        types.push(next(received).await.event_type);
    }
    types.sort();
    types
}

#[tokio::test]
async fn each_change_is_reported_to_the_consumers_that_asked_for_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let (url, mut received) = receiver(&sandbox, Vec::new()).await;
    consume(&codat, &url, &[], &[]).await;

    let company = codat.create_company(&CompanyRequestBody::new("Dave")).await;
    let id = company.unwrap().id;
    let event = next(&mut received).await;
    assert_eq!(event.event_type, "company.created");
    match event.payload {
        Payload::CompanyCreated(company) => {
            assert_eq!((company.id, company.name.as_deref()), (id, Some("Dave")));
        }
        other => panic!("{other:?}"),
    }
    assert!(event.generated_date.is_some() && event.id.is_some());

    codat.add_product(id, &"ours".into()).await.unwrap();
    codat.remove_product(id, &"ours".into()).await.unwrap();
    let types = next_types(&mut received, 2).await;
    assert_eq!(types, ["company.product.added", "company.product.removed"]);

    let new = CreateConnection::new("dfxm");
    let connection = codat.create_connection(id, &new).await.unwrap().id;
    sandbox.authorize(connection).unwrap();
    let types = next_types(&mut received, 3).await;
    let expected = [
        "connection.connected",
        "connection.created",
        "read.completed.initial",
    ];
    assert_eq!(types, expected);

    codat.refresh_company_data(id).await.unwrap();
    let event = next(&mut received).await;
    match (event.event_type.as_str(), event.payload) {
        ("read.completed", Payload::ReadCompleted(read)) => assert_eq!(read.data_types.len(), 4),
        other => panic!("{other:?}"),
    }

    let unlinked = UpdateConnectionStatus::unlinked();
    codat
        .unlink_connection(id, connection, &unlinked)
        .await
        .unwrap();
    sandbox.authorize(connection).unwrap();
    let types = next_types(&mut received, 3).await;
    let expected = [
        "connection.disconnected",
        "connection.reconnected",
        "read.completed",
    ];
    assert_eq!(types, expected);

    for ending in [PushOperationStatus::Success, PushOperationStatus::TimedOut] {
        sandbox
            .start_push(connection, &DataType::Bills, ending)
            .unwrap();
    }
    let types = next_types(&mut received, 2).await;
    assert_eq!(
        types,
        ["bills.write.successful", "bills.write.unsuccessful"]
    );

    codat.delete_connection(id, connection).await.unwrap();
    codat.delete_company(id).await.unwrap();
    let types = next_types(&mut received, 2).await;
    assert_eq!(types, ["company.deleted", "connection.deleted"]);
}

#[tokio::test]
async fn a_consumer_gets_what_it_asked_for_and_nothing_else() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let (url, mut received) = receiver(&sandbox, Vec::new()).await;
    let (tagged_url, mut tagged) = receiver(&sandbox, Vec::new()).await;
    consume(&codat, &url, &["company.deleted"], &[]).await;
    consume(&codat, &tagged_url, &["company.created"], &["region:uk"]).await;
    let mut disabled = WebhookConsumerPrototype::new(&url, ["company.created"]);
    disabled.disabled = Some(true);
    codat.create_webhook_consumer(&disabled).await.unwrap();
    // An address that isn't on loopback is never sent to.
    consume(&codat, "http://192.0.2.1/codat", &[], &[]).await;

    let mut body = CompanyRequestBody::new("Dave");
    codat.create_company(&body).await.unwrap();
    body.tags = Some([("region".to_owned(), "uk".to_owned())].into());
    let uk = codat.create_company(&body).await.unwrap().id;
    match next(&mut tagged).await.payload {
        Payload::CompanyCreated(company) => assert_eq!(company.id, uk),
        other => panic!("{other:?}"),
    }
    codat.delete_company(uk).await.unwrap();
    assert_eq!(next(&mut received).await.event_type, "company.deleted");
    assert!(received.is_empty() && tagged.is_empty());
}

#[tokio::test]
async fn a_message_is_repeated_with_its_id_until_it_is_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let (url, mut received) = receiver(&sandbox, vec![500, 302, 404]).await;
    consume(&codat, &url, &["client.rateLimit.reached"], &[]).await;
    let payload = json!({ "dailyQuota": 1000, "quotaRemaining": 0 });
    sandbox.deliver("client.rateLimit.reached", None, &payload);
    sandbox.deliver("client.rateLimit.reset", None, &payload);

    let first = next(&mut received).await;
    assert!(
        matches!(first.payload, Payload::RateLimitReached(_)),
        "{first:?}"
    );
    assert!(first.message_id.starts_with("msg_"));
    for _ in 0..3 {
        assert_eq!(next(&mut received).await, first);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(received.is_empty(), "it was accepted");
}

#[tokio::test]
async fn a_sandbox_that_is_dropped_delivers_nothing_more() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client().unwrap();
    let (url, mut received) = receiver(&sandbox, vec![500; 8]).await;
    consume(&codat, &url, &[], &[]).await;
    sandbox.deliver("company.created", Some(sandbox.company_id()), json!({}));
    next(&mut received).await;
    drop(sandbox);
    tokio::time::sleep(Duration::from_millis(300)).await;
    // One may have been on its way.
    let before = received.len();
    assert!(before <= 1);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(received.len(), before);
}
