//! Fetches what changed.

use codat_client::models::{DataType, ReadCompletedWebhookPayload};
use codat_client::paging::{ListQuery, Page};
use codat_client::query::field;
use codat_client::{CompanyId, prelude::*};
use serde_json::Value;

trait Data: HasClient {
    /// Lists the records of a data type. A program would have a type for each of them.
    #[codat_endpoint(GET, "/companies/<company_id>/data/<data_type>?<query..>")]
    fn list_records(
        &self,
        company_id: CompanyId,
        data_type: &DataType,
        query: &ListQuery,
    ) -> Call<Page<Value>>;
}

impl Data for Client {}

/// Fetches the records that a read has found new or changed, and returns their number.
pub(crate) async fn fetch(
    codat: &Client,
    read: &ReadCompletedWebhookPayload,
) -> codat_client::Result<usize> {
    let Some(company) = &read.reference_company else {
        return Ok(0);
    };
    let mut count = 0;
    for summary in &read.data_types {
        let (Some(true), Some(data_type)) = (summary.records_modified, &summary.data_type) else {
            continue;
        };
        let mut query = ListQuery::new().page_size(500);
        if let Some(since) = &read.modified_from_date {
            query = query.query(field("modifiedDate").gt(since));
        }
        let mut records = codat.list_records(company.id, data_type, &query).items();
        while let Some(record) = records.next().await {
            // Here, write it to your database.
            let _record = record?;
            count += 1;
        }
    }
    Ok(count)
}
