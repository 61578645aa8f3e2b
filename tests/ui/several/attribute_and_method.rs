//! Mistakes on both sides.

use codat_client::{Client, CompanyId, Error, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>/invoices/", header("Host") = "localhost")]
    fn list_invoices(&self, company_id: CompanyId, page: u32) -> Result<Vec<String>, Error>;
}

impl Invoices for Client {}

async fn caller(codat: &Client) -> codat_client::Result<Vec<String>> {
    codat.list_invoices(CompanyId::nil(), 1).await
}

fn main() {
    let _ = caller;
}
