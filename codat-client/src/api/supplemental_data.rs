//! Supplemental data: members that Codat's standard data types lack.

use codat_macros::codat_endpoint;

use crate::models::{DataType, PlatformKey, SupplementalDataConfiguration};
use crate::{Call, Client, HasClient};

/// The endpoints of the tag *Supplemental data*.
pub trait SupplementalData: HasClient {
    /// Gets the supplemental members that are read and written for a data type of a platform.
    ///
    /// Operation `get-supplemental-data-configuration`: `GET /integrations/{platformKey}/dataTypes/{dataType}/supplementalDataConfig`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(
        GET,
        "/integrations/<platform_key>/dataTypes/<data_type>/supplementalDataConfig"
    )]
    fn get_supplemental_data_configuration(
        &self,
        platform_key: &PlatformKey,
        data_type: &DataType,
    ) -> Call<SupplementalDataConfiguration>;

    /// Sets the supplemental members that are read and written for a data type of a platform.
    ///
    /// Operation `configure-supplemental-data`: `PUT /integrations/{platformKey}/dataTypes/{dataType}/supplementalDataConfig`.
    ///
    /// The response is 200 and empty.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(
        PUT,
        "/integrations/<platform_key>/dataTypes/<data_type>/supplementalDataConfig",
        data = "<configuration>"
    )]
    fn configure_supplemental_data(
        &self,
        platform_key: &PlatformKey,
        data_type: &DataType,
        configuration: &SupplementalDataConfiguration,
    ) -> Call<()>;
}

impl SupplementalData for Client {}
