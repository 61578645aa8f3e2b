//! Connection management: letting a company manage its connections in an embedded component.

use codat_macros::codat_endpoint;

use crate::models::{ConnectionManagementAccessToken, ConnectionManagementAllowedOrigins};
use crate::{Call, Client, CompanyId, HasClient};

/// The endpoints of the group *Connection management*.
///
/// Codat has deprecated its `connectionManagement` routes; the attributes name what replaces each.
pub trait ConnectionManagement: HasClient {
    /// Gets an access token for a company's use of connection management: with it, Codat's Connections SDK shows
    /// this company's connections and no other's. It is valid for
    /// [one hour](ConnectionManagementAccessToken::LIFETIME).
    ///
    /// Operation `get-connection-management-access-token`:
    /// `GET /companies/{companyId}/connectionManagement/accessToken`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`]; 404 if there is no such company, or if Codat has ended this route.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # #![allow(deprecated)]
    /// # async fn example(codat: codat_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use codat_client::api::ConnectionManagement;
    ///
    /// let company_id = "8a210b68-6988-11ed-a1eb-0242ac120002".parse()?;
    /// let token = codat.get_access_token(company_id).await?;
    /// # Ok(()) }
    /// ```
    #[codat_endpoint(GET, "/companies/<company_id>/connectionManagement/accessToken")]
    #[deprecated(
        note = "Codat announced that this route answers 404 after 2026-10-12; use `Companies::get_company_access_token`"
    )]
    fn get_access_token(&self, company_id: CompanyId) -> Call<ConnectionManagementAccessToken>;

    /// Gets the origins that may call Codat from a browser.
    ///
    /// Operation `get-connection-management-cors-settings`: `GET /connectionManagement/corsSettings`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/connectionManagement/corsSettings")]
    #[deprecated(note = "Codat will remove this route; use `Settings::get_cors_settings`")]
    fn get_connection_management_cors_settings(&self) -> Call<ConnectionManagementAllowedOrigins>;

    /// Sets the origins that may call Codat from a browser, in place of those set before, and returns them.
    ///
    /// Operation `set-connection-management-cors-settings`: `POST /connectionManagement/corsSettings`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(POST, "/connectionManagement/corsSettings", data = "<allowed_origins>")]
    #[deprecated(note = "Codat will remove this route; use `Settings::set_cors_settings`")]
    fn set_connection_management_cors_settings(
        &self,
        allowed_origins: &ConnectionManagementAllowedOrigins,
    ) -> Call<ConnectionManagementAllowedOrigins>;
}

impl ConnectionManagement for Client {}
