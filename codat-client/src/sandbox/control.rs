//! What a test controls while the sandbox runs: connections, reads, writes, webhooks, the clock.

use std::time::Duration;

use serde::Serialize;

use super::events::Event;
use super::{Reply, Sandbox};
use crate::models::{DataType, PullOperationStatus, PushOperationKey, PushOperationStatus};
use crate::{CompanyId, ConnectionId, RawResponse};

/// # Background work
impl Sandbox {
    /// Authorises a connection, as the customer does at its `linkUrl`. It becomes `Linked`, and its first pull operations are queued. A
    /// connection that is already linked stays as it is.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use codat_client::models::{CreateConnection, DataConnectionStatus};
    /// use codat_client::prelude::*;
    /// use codat_client::sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::start().await?;
    /// let (codat, company_id) = (sandbox.client()?, sandbox.company_id());
    /// let connection = codat.create_connection(company_id, &CreateConnection::new("gbol")).await?;
    /// assert_eq!(connection.status, Some(DataConnectionStatus::PendingAuth));
    ///
    /// sandbox.authorize(connection.id)?;
    /// let connection = codat.get_connection(company_id, connection.id).await?;
    /// assert_eq!(connection.status, Some(DataConnectionStatus::Linked));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such connection: the 404 of a request.
    pub fn authorize(&self, connection: ConnectionId) -> crate::Result<()> {
        let mut world = self.state.world();
        world.catch_up();
        let company = world.company_of(connection).unwrap_or_default();
        let authorized = world.authorize(company, connection);
        drop(world);
        self.state.notify();
        authorized.map_err(error)
    }

    /// From now on, each new connection is authorised automatically, this long after it was created.
    pub fn authorize_after(&self, delay: Duration) {
        self.state.world().authorized_after = Some(delay);
    }

    /// Starts a push operation, as endpoints of Codat's other APIs do. After 0.2 s, it ends with this status. With `Pending`, it never
    /// ends, as at Codat if a customer's desktop application is offline.
    ///
    /// # Errors
    ///
    /// If there is no such connection, or it isn't linked: the error of a request.
    pub fn start_push(
        &self,
        connection: ConnectionId,
        data_type: &DataType,
        ends_as: PushOperationStatus,
    ) -> crate::Result<PushOperationKey> {
        let mut world = self.state.world();
        world.catch_up();
        let company = world.company_of(connection).unwrap_or_default();
        let begun = world.begin_push(company, connection, data_type, ends_as);
        drop(world);
        self.state.notify();
        begun
            .map(|operation| operation.push_operation_key)
            .map_err(error)
    }

    /// Sets the status with which later pull operations of this data type end: `Complete` unless set. Operations under way don't change.
    pub fn end_pulls_as(&self, data_type: DataType, status: PullOperationStatus) {
        let mut world = self.state.world();
        world
            .pulls_end_as
            .retain(|(earlier, _)| *earlier != data_type);
        world.pulls_end_as.push((data_type, status));
    }

    /// Sends an event to each webhook consumer of this event type. `company` is the company of the event, if it has one: consumers with
    /// `companyTags` then only get it if the company has one of these tags.
    ///
    /// The events of changes in the sandbox are sent automatically. Webhooks are only sent to loopback. Until the consumer responds with
    /// 2XX within 2 s, a message is sent again, up to seven times, after 50 ms to 3.2 s.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use codat_client::sandbox::Sandbox;
    /// use codat_client::webhooks::WebhookSecret;
    /// use serde_json::json;
    ///
    /// let sandbox = Sandbox::start().await?;
    /// // Your receiver verifies messages with this secret.
    /// let secret: WebhookSecret = sandbox.webhook_secret().parse()?;
    /// // … start your receiver, and register it with `create_webhook_consumer` …
    /// sandbox.deliver("client.rateLimit.reached", None, json!({ "dailyQuota": 1000, "quotaRemaining": 0 }));
    /// # let _ = secret;
    /// # Ok(()) }
    /// ```
    pub fn deliver(
        &self,
        event_type: impl Into<String>,
        company: Option<CompanyId>,
        payload: impl Serialize,
    ) {
        let event_type = event_type.into();
        let mut world = self.state.world();
        match company.and_then(|company| world.companies.get(&company)) {
            Some(record) => {
                let event = Event::of(record, event_type, &payload);
                world.emit(&event);
            }
            None => world.emit(&Event::of_account(event_type, &payload)),
        }
        drop(world);
        self.state.notify();
    }

    /// The secret that signs webhooks, `whsec_…`. All consumers have the same secret, and so have all sandboxes with the same
    /// [seed](super::SandboxBuilder::seed).
    pub fn webhook_secret(&self) -> &str {
        &self.webhook_secret
    }

    /// Stops the clock of pull and push operations. [`advance_clock`](Self::advance_clock) still sets it forward.
    pub fn stop_clock(&self) {
        let mut world = self.state.world();
        world.catch_up();
        world.clock.stop();
    }

    /// Sets the clock forward, and does the work that is due by then. A pull operation takes 50 ms for each of its nine steps.
    pub fn advance_clock(&self, by: Duration) {
        let mut world = self.state.world();
        world.clock.advance(by);
        world.catch_up();
        drop(world);
        self.state.notify();
    }
}

/// The refusal as the client would report it.
fn error(refusal: Reply) -> crate::Error {
    let (head, body) = refusal.into_parts();
    crate::Error::from_response(RawResponse::new(head.status, head.headers, body))
}
