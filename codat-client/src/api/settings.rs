//! Settings of your Codat account.

use codat_macros::codat_endpoint;

use crate::models::ConnectionManagementAllowedOrigins;
use crate::{Call, Client, HasClient};

/// The endpoints of the group *Settings*.
pub trait Settings: HasClient {
    /// Gets the origins that may call Codat from a browser, as its embedded components do.
    ///
    /// Operation `get-cors-settings`: `GET /corsSettings`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/corsSettings")]
    fn get_cors_settings(&self) -> Call<ConnectionManagementAllowedOrigins>;

    /// Sets the origins that may call Codat from a browser, in place of those set before, and returns them.
    ///
    /// Operation `set-cors-settings`: `POST /corsSettings`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(codat: codat_client::Client) -> codat_client::Result<()> {
    /// use codat_client::{api::Settings, models::ConnectionManagementAllowedOrigins};
    ///
    /// let origins = ConnectionManagementAllowedOrigins::new(["https://www.bank-of-dave.com"]);
    /// codat.set_cors_settings(&origins).await?;
    /// # Ok(()) }
    /// ```
    #[codat_endpoint(POST, "/corsSettings", data = "<allowed_origins>")]
    fn set_cors_settings(
        &self,
        allowed_origins: &ConnectionManagementAllowedOrigins,
    ) -> Call<ConnectionManagementAllowedOrigins>;
}

impl Settings for Client {}
