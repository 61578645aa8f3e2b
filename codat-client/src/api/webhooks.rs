//! Webhooks: the URLs of yours to which Codat sends messages.

use codat_macros::codat_endpoint;

use crate::models::{
    WebhookConsumer, WebhookConsumerPrototype, WebhookConsumers, WebhookId, WebhookZapierKey,
};
use crate::{Call, Client, HasClient};

/// The endpoints of the tag *Webhooks*.
pub trait Webhooks: HasClient {
    /// Lists all webhook consumers of your client.
    ///
    /// Operation `list-webhook-consumers`: `GET /webhooks`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`]. Codat also documents 400, without a reason: [`Error::ErrorMessage`](crate::Error::ErrorMessage).
    #[codat_endpoint(GET, "/webhooks", errors(400))]
    fn list_webhook_consumers(&self) -> Call<WebhookConsumers>;

    /// Creates a webhook consumer.
    ///
    /// Operation `create-webhook-consumer`: `POST /webhooks`.
    ///
    /// The response is 201. Codat shows the secret that signs the messages in its portal.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and [`Error::ErrorMessage`](crate::Error::ErrorMessage) with 400 if the URL is invalid, or if there are already 50 consumers.
    #[codat_endpoint(POST, "/webhooks", data = "<consumer>", errors(400))]
    fn create_webhook_consumer(&self, consumer: &WebhookConsumerPrototype)
    -> Call<WebhookConsumer>;

    /// Deletes a webhook consumer.
    ///
    /// Operation `delete-webhook-consumer`: `DELETE /webhooks/{webhookId}`.
    ///
    /// The response is 204.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`]. 404 may mean that an earlier attempt deleted it: see [`Error::earlier`](crate::Error::earlier).
    #[codat_endpoint(DELETE, "/webhooks/<webhook_id>")]
    fn delete_webhook_consumer(&self, webhook_id: WebhookId) -> Call<()>;

    /// Makes a new key for Codat's integration with Zapier. The old key no longer works.
    ///
    /// Operation `rotate-zapier-key`: `POST /webhooks/integrationKeys/zapier`.
    ///
    /// The response is 201. Each call makes another key.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(POST, "/webhooks/integrationKeys/zapier")]
    fn rotate_zapier_key(&self) -> Call<WebhookZapierKey>;
}

impl Webhooks for Client {}
