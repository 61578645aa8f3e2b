//! Refresh data: having Codat read a customer's data now.

use codat_macros::codat_endpoint;

use crate::models::{DataStatuses, DataType, DatasetId, PullOperation};
use crate::paging::{ListQuery, Page};
use crate::{Call, Client, CompanyId, ConnectionId, HasClient};

/// The endpoints of the tag *Refresh data*.
pub trait RefreshData: HasClient {
    /// Requests a read of all data types that Codat reads at the first link (`fetchOnFirstLink` in the sync settings).
    ///
    /// Operation `refresh-company-data`: `POST /companies/{companyId}/data/all`.
    ///
    /// The response is 204: the data is read in the background. Poll [`get_company_data_status`](Self::get_company_data_status) until it
    /// [is final](crate::models::DataStatuses::is_final).
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and [`Error::ErrorMessage`](crate::Error::ErrorMessage) with 400 if nothing can be read.
    #[codat_endpoint(POST, "/companies/<company_id>/data/all", errors(400))]
    fn refresh_company_data(&self, company_id: CompanyId) -> Call<()>;

    /// Requests that one data type is read, from one connection or from all that have it.
    ///
    /// Operation `refresh-data-type`: `POST /companies/{companyId}/data/queue/{dataType}`.
    ///
    /// The data is read in the background: poll [`get_pull_operation`](Self::get_pull_operation).
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and [`Error::ErrorMessage`](crate::Error::ErrorMessage) with 400 if the data type is queued already: its text then names
    /// `DatasetAlreadyInProgressException`.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(codat: codat_client::Client, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
    /// use codat_client::api::RefreshData;
    /// use codat_client::models::{DataType, PullOperation};
    ///
    /// let queued = codat.refresh_data_type(company_id, &DataType::Invoices, None).await?;
    /// let pull = codat.get_pull_operation(company_id, queued.id);
    /// let operation = pull.until(PullOperation::is_final).await?;
    /// println!("{:?}", operation.status);
    /// # Ok(()) }
    /// ```
    #[codat_endpoint(
        POST,
        "/companies/<company_id>/data/queue/<data_type>?connectionId=<connection_id>",
        errors(400)
    )]
    fn refresh_data_type(
        &self,
        company_id: CompanyId,
        data_type: &DataType,
        connection_id: Option<ConnectionId>,
    ) -> Call<PullOperation>;

    /// Gets when each data type of a company was last read, and how that ended.
    ///
    /// Operation `get-company-data-status`: `GET /companies/{companyId}/dataStatus`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/companies/<company_id>/dataStatus")]
    fn get_company_data_status(&self, company_id: CompanyId) -> Call<DataStatuses>;

    /// Lists the pull operations of a company, a page at a time.
    ///
    /// Operation `list-pull-operations`: `GET /companies/{companyId}/data/history`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`], and [`Error::ErrorMessage`](crate::Error::ErrorMessage) with 400 if the query can't be read.
    #[codat_endpoint(GET, "/companies/<company_id>/data/history?<query..>", errors(400))]
    fn list_pull_operations(
        &self,
        company_id: CompanyId,
        query: &ListQuery,
    ) -> Call<Page<PullOperation>>;

    /// Gets one pull operation. To wait for its end, [poll](Call::until) until it [is final](PullOperation::is_final).
    ///
    /// Operation `get-pull-operation`: `GET /companies/{companyId}/data/history/{datasetId}`.
    ///
    /// # Errors
    ///
    /// Those of every [`Call`].
    #[codat_endpoint(GET, "/companies/<company_id>/data/history/<dataset_id>")]
    fn get_pull_operation(
        &self,
        company_id: CompanyId,
        dataset_id: DatasetId,
    ) -> Call<PullOperation>;
}

impl RefreshData for Client {}
