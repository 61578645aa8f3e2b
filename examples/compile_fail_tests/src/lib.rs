//! The endpoints of this crate.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};
use serde::{Deserialize, Serialize};

/// The endpoints that the client doesn't declare itself.
pub trait Invoices: HasClient {
    /// Gets one invoice.
    #[codat_endpoint(GET, "/companies/<company_id>/data/invoices/<invoice_id>")]
    fn get_invoice(&self, company_id: CompanyId, invoice_id: InvoiceId) -> Call<Invoice>;
}

impl Invoices for Client {}

/// The id of an invoice. Its own type keeps it from being swapped with another id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceId(pub String);

impl std::fmt::Display for InvoiceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
}
