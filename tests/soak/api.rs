//! What is called.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};
use serde::{Deserialize, Serialize};

/// A payment, of which none may be made twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payment {
    pub(crate) reference: u32,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Invoice {
    pub(crate) id: u32,
    pub(crate) customer: String,
}

pub(crate) trait Payments: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>/data/invoices?page=<page>")]
    fn list_invoices(&self, company_id: CompanyId, page: u32) -> Call<Vec<Invoice>>;

    #[codat_endpoint(POST, "/companies/<company_id>/payments", data = "<payment>")]
    fn pay(&self, company_id: CompanyId, payment: Payment) -> Call<Payment>;
}

impl Payments for Client {}
