//! What a test decides about work that progresses.

use std::time::Duration;

use super::{Reply, Sandbox};
use crate::models::{DataType, PullOperationStatus, PushOperationKey, PushOperationStatus};
use crate::{ConnectionId, RawResponse};

/// # Work that progresses
impl Sandbox {
    /// Authorises a connection, as the customer does at its `linkUrl`. It becomes `Linked`, and what is read at the first
    /// link is queued. A connection that is linked already stays as it is.
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
    /// If there is no such connection: the 404 that a request would get.
    pub fn authorize(&self, connection: ConnectionId) -> crate::Result<()> {
        let mut world = self.state.world();
        world.catch_up();
        let company = world.company_of(connection).unwrap_or_default();
        let authorized = world.authorize(company, connection);
        drop(world);
        self.state.changed.notify_one();
        authorized.map_err(error)
    }

    /// From now on, customers authorise each new connection by themselves, this time after it was created.
    pub fn authorize_after(&self, delay: Duration) {
        self.state.world().authorized_after = Some(delay);
    }

    /// Begins a write, as endpoints of Codat's other APIs do. After 0.2 s it ends with this status. One that is to end as
    /// `Pending` goes on for ever, as where a desktop application is offline.
    ///
    /// # Errors
    ///
    /// If there is no such connection, or it isn't linked: the error that a request would get.
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
        self.state.changed.notify_one();
        begun
            .map(|operation| operation.push_operation_key)
            .map_err(error)
    }

    /// From now on, reads of this data type end with this status: with success, unless this is called. Reads that are under
    /// way aren't affected.
    pub fn end_pulls_as(&self, data_type: DataType, status: PullOperationStatus) {
        let mut world = self.state.world();
        world
            .pulls_end_as
            .retain(|(earlier, _)| *earlier != data_type);
        world.pulls_end_as.push((data_type, status));
    }

    /// Stops the clock by which reads and writes progress. [`advance_clock`](Self::advance_clock) still sets it forward.
    pub fn stop_clock(&self) {
        let mut world = self.state.world();
        world.catch_up();
        world.clock.stop();
    }

    /// Lets the clock run again, with tokio's time.
    pub fn resume_clock(&self) {
        self.state.world().clock.resume();
        self.state.changed.notify_one();
    }

    /// Sets the clock forward, and makes the steps that are due then. A read takes 50 ms for each of its nine steps.
    pub fn advance_clock(&self, by: Duration) {
        let mut world = self.state.world();
        world.clock.advance(by);
        world.catch_up();
        drop(world);
        self.state.changed.notify_one();
    }
}

/// The refusal as the client would report it.
fn error(refusal: Reply) -> crate::Error {
    let (head, body) = refusal.into_parts();
    crate::Error::from_response(RawResponse::new(head.status, head.headers, body))
}
