//! Integrations: the platforms that customers can connect.

use codat_macros::codat_endpoint;

use crate::models::{Branding, Integration, PlatformKey};
use crate::paging::{ListQuery, Page};
use crate::{Call, Client, HasClient};

/// The endpoints of the tag *Integrations*.
pub trait Integrations: HasClient {
    /// Lists the platforms that your customers can connect, a page at a time.
    ///
    /// Operation `list-integrations`: `GET /integrations`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and [`Error::ErrorMessage`](crate::Error::ErrorMessage) with 400 if the query can't be read.
    #[codat_endpoint(GET, "/integrations?<query..>", errors(400))]
    fn list_integrations(&self, query: &ListQuery) -> Call<Page<Integration>>;

    /// Gets one platform.
    ///
    /// Operation `get-integration`: `GET /integrations/{platformKey}`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/integrations/<platform_key>")]
    fn get_integration(&self, platform_key: &PlatformKey) -> Call<Integration>;

    /// Gets the logo and the buttons of a platform, for a page of yours.
    ///
    /// Operation `get-integrations-branding`: `GET /integrations/{platformKey}/branding`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/integrations/<platform_key>/branding")]
    fn get_integrations_branding(&self, platform_key: &PlatformKey) -> Call<Branding>;
}

impl Integrations for Client {}
