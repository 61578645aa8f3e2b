//! Connection management: letting a company manage its connections in an embedded component.

use codat_macros::codat_endpoint;

use crate::models::ConnectionManagementAccessToken;
use crate::{Call, Client, CompanyId, HasClient};

/// The endpoints of the tag *Connection management*. Codat has deprecated it: [`Companies::get_company_access_token`](super::Companies::get_company_access_token) replaces it.
pub trait ConnectionManagement: HasClient {
    /// Gets an access token for a company, with which a web page embeds Codat's Connections SDK. It is valid for
    /// [one hour](ConnectionManagementAccessToken::LIFETIME).
    ///
    /// Operation `get-connection-management-access-token`: `GET /companies/{companyId}/connectionManagement/accessToken`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`]. 404 if there is no such company, or if Codat has removed this route.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # #![allow(deprecated)]
    /// # async fn example(codat: codat_client::Client, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
    /// use codat_client::api::ConnectionManagement;
    ///
    /// let token = codat.get_access_token(company_id).await?;
    /// # Ok(()) }
    /// ```
    #[codat_endpoint(GET, "/companies/<company_id>/connectionManagement/accessToken")]
    #[deprecated(
        note = "Codat announced that this route responds with 404 after 2026-10-12; use `Companies::get_company_access_token`"
    )]
    fn get_access_token(&self, company_id: CompanyId) -> Call<ConnectionManagementAccessToken>;
}

impl ConnectionManagement for Client {}
