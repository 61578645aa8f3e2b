//! An argument that the path forgets would silently change nothing.

use codat_client::{Call, CompanyId, HasClient, codat_endpoint};
use compile_fail_tests::Invoice;

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>/data/invoices")]
    fn list_invoices(&self, company_id: CompanyId, page: u32) -> Call<Vec<Invoice>>;
}

fn main() {}
