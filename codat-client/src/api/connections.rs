//! Connections: the links between a company and its systems.

use std::collections::BTreeMap;

use codat_macros::codat_endpoint;

use crate::models::{Connection, CreateConnection, UpdateConnectionStatus};
use crate::paging::{ListQuery, Page};
use crate::{Call, Client, CompanyId, ConnectionId, HasClient};

/// The endpoints of the tag *Connections*.
pub trait Connections: HasClient {
    /// Lists the connections of a company, a page at a time.
    ///
    /// Operation `list-connections`: `GET /companies/{companyId}/connections`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and [`Error::ErrorMessage`](crate::Error::ErrorMessage) with 400 if the query can't be read.
    #[codat_endpoint(GET, "/companies/<company_id>/connections?<query..>", errors(400))]
    fn list_connections(&self, company_id: CompanyId, query: &ListQuery) -> Call<Page<Connection>>;

    /// Creates a connection of a company to a platform. The customer then authorises it at its `link_url`.
    ///
    /// Operation `create-connection`: `POST /companies/{companyId}/connections`.
    ///
    /// [`list_integrations`](super::Integrations::list_integrations) has the keys of the platforms. A second call creates a second connection.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(codat: codat_client::Client, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
    /// use codat_client::{api::Connections, models::CreateConnection};
    ///
    /// let connection = codat.create_connection(company_id, &CreateConnection::new("gbol")).await?;
    /// println!("send this link to your customer: {:?}", connection.link_url);
    /// # Ok(()) }
    /// ```
    #[codat_endpoint(POST, "/companies/<company_id>/connections", data = "<connection>")]
    fn create_connection(
        &self,
        company_id: CompanyId,
        connection: &CreateConnection,
    ) -> Call<Connection>;

    /// Gets one connection.
    ///
    /// Operation `get-connection`: `GET /companies/{companyId}/connections/{connectionId}`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/companies/<company_id>/connections/<connection_id>")]
    fn get_connection(
        &self,
        company_id: CompanyId,
        connection_id: ConnectionId,
    ) -> Call<Connection>;

    /// Ends the authorisation of a connection and keeps the data that was read. The customer can authorise it again.
    ///
    /// Operation `unlink-connection`: `PATCH /companies/{companyId}/connections/{connectionId}`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(
        PATCH,
        "/companies/<company_id>/connections/<connection_id>",
        data = "<status>"
    )]
    fn unlink_connection(
        &self,
        company_id: CompanyId,
        connection_id: ConnectionId,
        status: &UpdateConnectionStatus,
    ) -> Call<Connection>;

    /// Ends the authorisation of a connection and removes it. This can't be undone.
    ///
    /// Operation `delete-connection`: `DELETE /companies/{companyId}/connections/{connectionId}`.
    ///
    /// The response is 200 and empty.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`]. 404 may mean that an earlier attempt deleted it: see [`Error::earlier`](crate::Error::earlier).
    #[codat_endpoint(DELETE, "/companies/<company_id>/connections/<connection_id>")]
    fn delete_connection(&self, company_id: CompanyId, connection_id: ConnectionId) -> Call<()>;

    /// Hands over the credentials with which a connection is authorised, for platforms where you obtain them yourself.
    ///
    /// Operation `update-connection-authorization`: `PUT /companies/{companyId}/connections/{connectionId}/authorization`.
    ///
    /// Which members the map has depends on the platform.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(
        PUT,
        "/companies/<company_id>/connections/<connection_id>/authorization",
        data = "<authorization>"
    )]
    fn update_connection_authorization(
        &self,
        company_id: CompanyId,
        connection_id: ConnectionId,
        authorization: &BTreeMap<String, String>,
    ) -> Call<Connection>;
}

impl Connections for Client {}
