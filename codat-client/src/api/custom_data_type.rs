//! Custom data types: data that Codat's standard data types lack.

use codat_macros::codat_endpoint;

use crate::models::{
    CustomDataIdentifier, CustomDataTypeConfiguration, CustomDataTypeRecord, PlatformKey,
    PullOperation,
};
use crate::paging::{ListQuery, Page};
use crate::{Call, Client, CompanyId, ConnectionId, HasClient};

/// The endpoints of the tag *Custom data type*.
pub trait CustomDataType: HasClient {
    /// Gets the configuration of a custom data type for a platform.
    ///
    /// Operation `get-custom-data-type-configuration`: `GET /integrations/{platformKey}/dataTypes/custom/{customDataIdentifier}`.
    ///
    /// Codat's API description contradicts itself: the schema says that this returns records, the text says that it returns the configuration.
    /// This method returns the configuration.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(
        GET,
        "/integrations/<platform_key>/dataTypes/custom/<custom_data_identifier>"
    )]
    fn get_custom_data_type_configuration(
        &self,
        platform_key: &PlatformKey,
        custom_data_identifier: &CustomDataIdentifier,
    ) -> Call<CustomDataTypeConfiguration>;

    /// Sets the configuration of a custom data type for a platform.
    ///
    /// Operation `configure-custom-data-type`: `PUT /integrations/{platformKey}/dataTypes/custom/{customDataIdentifier}`.
    ///
    /// Each platform has a configuration of its own. Codat doesn't check it.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(
        PUT,
        "/integrations/<platform_key>/dataTypes/custom/<custom_data_identifier>",
        data = "<configuration>"
    )]
    fn configure_custom_data_type(
        &self,
        platform_key: &PlatformKey,
        custom_data_identifier: &CustomDataIdentifier,
        configuration: &CustomDataTypeConfiguration,
    ) -> Call<CustomDataTypeConfiguration>;

    /// Requests that a custom data type is read now.
    ///
    /// Operation `refresh-custom-data-type`: `POST /companies/{companyId}/connections/{connectionId}/data/queue/custom/{customDataIdentifier}`.
    ///
    /// The data is read in the background: poll [`get_pull_operation`](super::RefreshData::get_pull_operation).
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and 451 if it isn't available for legal reasons.
    #[codat_endpoint(
        POST,
        "/companies/<company_id>/connections/<connection_id>/data/queue/custom/<custom_data_identifier>",
        errors(451)
    )]
    fn refresh_custom_data_type(
        &self,
        company_id: CompanyId,
        connection_id: ConnectionId,
        custom_data_identifier: &CustomDataIdentifier,
    ) -> Call<PullOperation>;

    /// Lists the records of a custom data type, a page at a time.
    ///
    /// Operation `list-custom-data-type-records`: `GET /companies/{companyId}/connections/{connectionId}/data/custom/{customDataIdentifier}`.
    ///
    /// Codat only uses `page` and `pageSize` of the query. The pages have no links.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], 400 if the query can't be read, and 451 if the data isn't available for legal reasons.
    #[codat_endpoint(
        GET,
        "/companies/<company_id>/connections/<connection_id>/data/custom/<custom_data_identifier>?<query..>",
        errors(400, 451)
    )]
    fn list_custom_data_type_records(
        &self,
        company_id: CompanyId,
        connection_id: ConnectionId,
        custom_data_identifier: &CustomDataIdentifier,
        query: &ListQuery,
    ) -> Call<Page<CustomDataTypeRecord>>;
}

impl CustomDataType for Client {}
