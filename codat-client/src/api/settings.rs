//! Settings of your Codat client: profile, API keys, origins, sync settings.

use codat_macros::codat_endpoint;

use crate::models::{
    ApiKeyDetails, ApiKeyId, ApiKeys, ConnectionManagementAllowedOrigins, CreateApiKey, Profile,
    SyncSettings, UpdateProfileSyncSettings,
};
use crate::{Call, Client, HasClient};

/// The endpoints of the tag *Settings*.
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

    /// Gets the origins that may call Codat from a browser.
    ///
    /// Operation `get-connection-management-cors-settings`: `GET /connectionManagement/corsSettings`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/connectionManagement/corsSettings")]
    #[deprecated(note = "Codat will remove this route; use `get_cors_settings`")]
    fn get_connection_management_cors_settings(&self) -> Call<ConnectionManagementAllowedOrigins>;

    /// Sets the origins that may call Codat from a browser, in place of those set before, and returns them.
    ///
    /// Operation `set-connection-management-cors-settings`: `POST /connectionManagement/corsSettings`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(POST, "/connectionManagement/corsSettings", data = "<allowed_origins>")]
    #[deprecated(note = "Codat will remove this route; use `set_cors_settings`")]
    fn set_connection_management_cors_settings(
        &self,
        allowed_origins: &ConnectionManagementAllowedOrigins,
    ) -> Call<ConnectionManagementAllowedOrigins>;

    /// Gets the profile of your client.
    ///
    /// Operation `get-profile`: `GET /profile`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/profile")]
    fn get_profile(&self) -> Call<Profile>;

    /// Replaces the profile of your client, and returns it.
    ///
    /// Operation `update-profile`: `PUT /profile`.
    ///
    /// What the body leaves out is removed: get the profile, change it, and send it whole.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(PUT, "/profile", data = "<profile>")]
    fn update_profile(&self, profile: &Profile) -> Call<Profile>;

    /// Gets how often data is read for companies without settings of their own, and how far back.
    ///
    /// Operation `get-profile-syncSettings`: `GET /profile/syncSettings`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/profile/syncSettings")]
    fn get_profile_sync_settings(&self) -> Call<SyncSettings>;

    /// Sets how often data is read for companies without settings of their own, and how far back.
    ///
    /// Operation `update-profile-syncSettings`: `POST /profile/syncSettings`.
    ///
    /// The response is 204.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(POST, "/profile/syncSettings", data = "<settings>")]
    fn update_profile_sync_settings(&self, settings: &UpdateProfileSyncSettings) -> Call<()>;

    /// Lists all API keys of your client.
    ///
    /// Operation `list-api-keys`: `GET /apiKeys`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/apiKeys")]
    fn list_api_keys(&self) -> Call<ApiKeys>;

    /// Creates an API key.
    ///
    /// Operation `create-api-key`: `POST /apiKeys`.
    ///
    /// The response is 201. To rotate a key: create one, switch to it, delete the old one.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], 400 if the name can't be one, and 409 if there are ten keys already.
    #[codat_endpoint(POST, "/apiKeys", data = "<key>", errors(400, 409))]
    fn create_api_key(&self, key: &CreateApiKey) -> Call<ApiKeyDetails>;

    /// Deletes an API key. This can't be undone.
    ///
    /// Operation `delete-api-key`: `DELETE /apiKeys/{apiKeyId}`.
    ///
    /// The response is 204. The last key can be deleted too, even by a request that it authenticates.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`]. 404 may mean that an earlier attempt deleted it: see [`Error::earlier`](crate::Error::earlier).
    #[codat_endpoint(DELETE, "/apiKeys/<api_key_id>")]
    fn delete_api_key(&self, api_key_id: &ApiKeyId) -> Call<()>;
}

impl Settings for Client {}
