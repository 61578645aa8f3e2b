//! Push data: writes to a customer's system.

use codat_macros::codat_endpoint;

use crate::models::{DataType, PushOperation, PushOperationKey, PushOption};
use crate::paging::{ListQuery, Page};
use crate::{Call, Client, CompanyId, ConnectionId, HasClient};

/// The endpoints of the tag *Push data*. The endpoints that start a push operation belong to Codat's other APIs:
/// [declare](macro@crate::codat_endpoint) them.
pub trait PushData: HasClient {
    /// Gets the fields that a record of this data type needs, to be written to this connection.
    ///
    /// Operation `get-create-update-model-options-by-data-type`: `GET /companies/{companyId}/connections/{connectionId}/options/{dataType}`.
    ///
    /// It differs by platform, and by what the customer has set up there.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(
        GET,
        "/companies/<company_id>/connections/<connection_id>/options/<data_type>"
    )]
    fn get_create_update_model_options_by_data_type(
        &self,
        company_id: CompanyId,
        connection_id: ConnectionId,
        data_type: &DataType,
    ) -> Call<PushOption>;

    /// Lists the push operations of a company, a page at a time.
    ///
    /// Operation `get-company-push-history`: `GET /companies/{companyId}/push`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and [`Error::ErrorMessage`](crate::Error::ErrorMessage) with 400 if the query can't be read.
    #[codat_endpoint(GET, "/companies/<company_id>/push?<query..>", errors(400))]
    fn get_company_push_history(
        &self,
        company_id: CompanyId,
        query: &ListQuery,
    ) -> Call<Page<PushOperation>>;

    /// Gets one push operation. To wait for its end, [poll](Call::until) until it [is final](PushOperation::is_final).
    ///
    /// Operation `get-push-operation`: `GET /companies/{companyId}/push/{pushOperationKey}`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/companies/<company_id>/push/<push_operation_key>")]
    fn get_push_operation(
        &self,
        company_id: CompanyId,
        push_operation_key: PushOperationKey,
    ) -> Call<PushOperation>;
}

impl PushData for Client {}
