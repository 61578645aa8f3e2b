//! The sandbox, what happens in it, and what it delivers because of that.

use std::env;
use std::error::Error;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::map_response;
use axum::response::{IntoResponse as _, Response};
use codat_client::models::{CreateConnection, UpdateConnectionStatus, WebhookConsumerPrototype};
use codat_client::sandbox::{Reply, Sandbox};
use codat_client::webhooks::{WebhookSecret, WebhookSecretError};
use codat_client::{Method, Uuid, prelude::*};
use serde_json::json;
use tokio::time::sleep;

use crate::journal::Journal;

/// How long each part of the story takes at most, for its lines to be together.
const PART: Duration = Duration::from_millis(500);

#[derive(Clone)]
pub(crate) struct Demo {
    sandbox: Arc<Sandbox>,
    /// Where its journal is.
    folder: PathBuf,
    /// How many of the next responses are lost.
    lost: Arc<AtomicUsize>,
}

impl Demo {
    /// A sandbox with a company, its invoices, and a webhook consumer at this address.
    pub(crate) async fn start(receiver: SocketAddr) -> Result<Self, Box<dyn Error>> {
        let sandbox = Sandbox::start().await?;
        sandbox.mount(
            Method::GET,
            "/companies/<company_id>/data/<data_type>",
            |_| {
                Reply::json(
                    200,
                    json!({ "results": [{ "id": "INV-1" }, { "id": "INV-2" }] }),
                )
            },
        );
        let url = format!("http://{receiver}/codat");
        // All types of events.
        let consumer = WebhookConsumerPrototype::new(&url, [""; 0]);
        sandbox.client()?.create_webhook_consumer(&consumer).await?;
        say!("a webhook consumer was created for {url}");
        let folder = env::temp_dir().join(format!("webhooks-{}", Uuid::new_v4()));
        fs::create_dir(&folder)?;
        Ok(Self {
            sandbox: Arc::new(sandbox),
            folder,
            lost: Arc::default(),
        })
    }

    pub(crate) fn secret(&self) -> Result<WebhookSecret, WebhookSecretError> {
        self.sandbox.webhook_secret().parse()
    }

    pub(crate) fn codat(&self) -> codat_client::Result<Client> {
        self.sandbox.client()
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.join("journal")
    }

    /// Loses responses on their way, when the story has it so. Codat then delivers again.
    pub(crate) fn lose_responses(&self, app: Router) -> Router {
        let lost = Arc::clone(&self.lost);
        app.layer(map_response(move |response: Response| {
            let is_lost = lost.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            });
            async move {
                match is_lost {
                    Ok(_) => StatusCode::GATEWAY_TIMEOUT.into_response(),
                    Err(_) => response,
                }
            }
        }))
    }

    /// Lets things happen, and ends when all that was reported of them is done.
    pub(crate) async fn tell(self, journal: Journal) {
        if let Err(error) = self.happen().await {
            say!("{error:#}");
        }
        while journal.left().await > 0 {
            sleep(Duration::from_millis(20)).await;
        }
        let _ = fs::remove_dir_all(&self.folder);
    }

    async fn happen(&self) -> codat_client::Result<()> {
        let (codat, company_id) = (self.codat()?, self.sandbox.company_id());
        let company = json!({ "id": company_id });
        let invoices = json!([{ "dataType": "invoices", "recordsModified": true }]);
        let read = json!({ "referenceCompany": company, "dataTypes": invoices });
        let quota = json!({ "dailyQuota": 12000 });

        say!(
            "\nData was read. Two responses are lost, and so the message is delivered three times."
        );
        self.lost.store(2, Ordering::Relaxed);
        self.sandbox
            .deliver("read.completed", Some(company_id), &read);
        sleep(PART).await;

        say!("\nNo requests are left. What is read then is fetched after the reset.");
        for (event_type, payload) in [
            ("client.rateLimit.reached", &quota),
            ("read.completed", &read),
            ("client.rateLimit.reset", &quota),
        ] {
            self.sandbox.deliver(event_type, None, payload);
            sleep(PART / 2).await;
        }

        say!("\nA customer connects their software, and disconnects it.");
        let connection = codat
            .create_connection(company_id, &CreateConnection::new("gbol"))
            .await?
            .id;
        self.sandbox.authorize(connection)?;
        sleep(PART).await;
        let unlinked = UpdateConnectionStatus::unlinked();
        codat
            .unlink_connection(company_id, connection, &unlinked)
            .await?;
        sleep(PART).await;

        say!("\nThere is a type from next year.");
        self.sandbox
            .deliver("company.merged", Some(company_id), json!({}));
        sleep(PART / 2).await;
        Ok(())
    }
}
