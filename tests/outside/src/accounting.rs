//! Three endpoints of Codat's accounting API.

use codat_client::models::PushOperation;
use codat_client::paging::{ListQuery, Page};
use codat_client::{CompanyId, ConnectionId, DateTime, prelude::*};
use serde::{Deserialize, Serialize};

codat_client::text_id! {
    pub struct InvoiceId;
}

codat_client::open_enum! {
    pub enum InvoiceStatus {
        Submitted = "Submitted",
        PartiallyPaid = "PartiallyPaid",
        Paid = "Paid",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    pub id: InvoiceId,
    pub status: InvoiceStatus,
    pub issue_date: DateTime,
    pub total_amount: f64,
    #[serde(default, deserialize_with = "codat_client::null_as_default")]
    pub line_items: Vec<LineItem>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineItem {
    pub unit_amount: f64,
    pub quantity: f64,
}

pub trait Accounting: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>/data/invoices?<query..>", errors(400))]
    fn list_invoices(&self, company_id: CompanyId, query: &ListQuery) -> Call<Page<Invoice>>;

    #[codat_endpoint(GET, "/companies/<company_id>/data/invoices/<invoice_id>", errors(409))]
    fn get_invoice(&self, company_id: CompanyId, invoice_id: &InvoiceId) -> Call<Invoice>;

    #[codat_endpoint(
        POST,
        "/companies/<company_id>/connections/<connection_id>/push/invoices",
        data = "<invoice>",
        errors(400)
    )]
    fn create_invoice(
        &self,
        company_id: CompanyId,
        connection_id: ConnectionId,
        invoice: &Invoice,
    ) -> Call<PushOperation>;
}

impl Accounting for Client {}
