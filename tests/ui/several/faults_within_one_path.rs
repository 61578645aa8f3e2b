//! Several faults in one literal, each with its own carets.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id/data/:kind/a-<id>/?page=a+b&page=2&<filter..>&x")]
    fn list_invoices(&self, company_id: CompanyId, kind: &str, id: u32, filter: u32) -> Call<Vec<String>>;
}

impl Invoices for Client {}

async fn caller(codat: &Client) -> codat_client::Result<Vec<String>> {
    codat.list_invoices(CompanyId::nil(), "a", 1, 1).await
}

fn main() {
    let _ = caller;
}
