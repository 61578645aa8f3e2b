//! The sandbox, and what it delivers.

use std::env;
use std::error::Error;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use codat_client::body::Raw;
use codat_client::models::{DataType, WebhookConsumerPrototype};
use codat_client::sandbox::{Reply, Sandbox};
use codat_client::webhooks::{Payload, WebhookSecret, WebhookSecretError};
use codat_client::{CompanyId, Method, Uuid, prelude::*};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::journal::Journal;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Removed when it is dropped.
pub(crate) struct Demo {
    sandbox: Sandbox,
    receiver: Client,
    journal: PathBuf,
}

/// The receiver as Codat sees it.
trait Receiver: HasClient {
    #[codat_endpoint(
        POST,
        "/codat",
        data = "<body>",
        header("webhook-id") = "<id>",
        header("webhook-timestamp") = "<timestamp>",
        header("webhook-signature") = "<signature>",
        auth = none
    )]
    fn deliver(&self, id: &str, timestamp: &str, signature: &str, body: Raw) -> Call<()>;
}

impl Receiver for Client {}

impl Demo {
    /// A sandbox with a company, its invoices, and a webhook consumer at this address.
    pub(crate) async fn start(receiver: SocketAddr) -> Result<Self, Box<dyn Error>> {
        let sandbox = Sandbox::start().await?;
        sandbox.mount(Method::GET, "/companies/{company_id}/data/invoices", |_| {
            Reply::json(
                200,
                json!({ "results": [{ "id": "INV-1" }, { "id": "INV-2" }] }),
            )
        });
        sandbox.mount(Method::POST, "/webhooks", |request| {
            let consumer: Value = request.json().unwrap_or_default();
            Reply::json(201, json!({ "id": Uuid::new_v4(), "url": consumer["url"] }))
        });
        let url = format!("http://{receiver}/codat");
        let consumer = WebhookConsumerPrototype::new(&url, Payload::KNOWN.iter().copied());
        sandbox.client()?.create_webhook_consumer(&consumer).await?;
        println!("a webhook consumer was created for {url}");
        let name = format!("webhooks-{}.journal", Uuid::new_v4());
        Ok(Self {
            receiver: sandbox
                .client_builder()
                .base_url(format!("http://{receiver}"))
                .build()?,
            sandbox,
            journal: env::temp_dir().join(name),
        })
    }

    pub(crate) fn secret(&self) -> Result<WebhookSecret, WebhookSecretError> {
        SECRET.parse()
    }

    pub(crate) fn codat(&self) -> codat_client::Result<Client> {
        self.sandbox.client()
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.journal.clone()
    }

    /// Delivers messages, and ends when all of them are done.
    pub(crate) fn tell(&self, journal: Journal) -> impl Future<Output = ()> + Send + 'static {
        let (receiver, company_id) = (self.receiver.clone(), self.sandbox.company_id());
        async move {
            if let Err(error) = deliver_all(&receiver, company_id).await {
                println!("{error:#}");
            }
            while journal.left().await > 0 {
                sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.journal);
    }
}

async fn deliver_all(
    receiver: &Client,
    company_id: CompanyId,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let company = json!({ "id": company_id, "name": "Toft stores" });
    let invoices =
        json!([{ "dataType": DataType::Invoices, "recordsModified": true, "status": "Complete" }]);
    let read = json!({ "referenceCompany": company, "dataTypes": invoices });
    let secret: WebhookSecret = SECRET.parse()?;

    println!("\nData was read, and the message is delivered three times.");
    for _ in 0..3 {
        deliver(receiver, &secret, "msg_1", "read.completed", &read).await?;
    }
    println!("\nNo requests are left. What is read then is fetched after the reset.");
    let quota = json!({ "dailyQuota": 12000 });
    deliver(
        receiver,
        &secret,
        "msg_2",
        "client.rateLimit.reached",
        &quota,
    )
    .await?;
    deliver(receiver, &secret, "msg_3", "read.completed", &read).await?;
    deliver(receiver, &secret, "msg_4", "client.rateLimit.reset", &quota).await?;

    println!(
        "\nA connection is lost, there is a type from next year, and somebody makes a message up."
    );
    let connection = json!({ "referenceCompany": company });
    deliver(
        receiver,
        &secret,
        "msg_5",
        "connection.disconnected",
        &connection,
    )
    .await?;
    deliver(receiver, &secret, "msg_6", "company.merged", &json!({})).await?;
    let another = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD".parse()?;
    let refused = deliver(receiver, &another, "msg_7", "company.deleted", &company).await;
    if let Err(error) = refused {
        println!("they see: {error}");
    }
    Ok(())
}

async fn deliver(
    receiver: &Client,
    secret: &WebhookSecret,
    message_id: &str,
    event_type: &str,
    payload: &Value,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let body =
        json!({ "id": Uuid::new_v4(), "eventType": event_type, "payload": payload }).to_string();
    let headers = secret.sign(message_id, SystemTime::now(), body.as_bytes())?;
    let [timestamp, signature] =
        ["webhook-timestamp", "webhook-signature"].map(|name| headers[name].to_str());
    let body = Raw::new("application/json", body);
    receiver
        .deliver(message_id, timestamp?, signature?, body)
        .await?;
    // So that the lines come in an order that can be read.
    sleep(Duration::from_millis(50)).await;
    Ok(())
}
