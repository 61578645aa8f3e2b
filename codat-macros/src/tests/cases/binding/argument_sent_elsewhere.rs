//! A misspelt placeholder whose argument is in another.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>/invoices/<company_ids>")]
    fn get_invoice(&self, company_id: CompanyId) -> Call<String>;
}

impl Invoices for Client {}

fn main() {}
