//! Read data: what Codat found in the data that it read.

use codat_macros::codat_endpoint;

use crate::models::{DatasetId, ValidationResult};
use crate::{Call, Client, CompanyId, HasClient};

/// The endpoints of the tag *Read data*.
pub trait ReadData: HasClient {
    /// Gets the problems that were found in a dataset: errors, which prevent its use, and warnings.
    ///
    /// Operation `get-read-validation-results`: `GET /companies/{companyId}/sync/{datasetId}/validation`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/companies/<company_id>/sync/<dataset_id>/validation")]
    fn get_read_validation_results(
        &self,
        company_id: CompanyId,
        dataset_id: DatasetId,
    ) -> Call<ValidationResult>;
}

impl ReadData for Client {}
