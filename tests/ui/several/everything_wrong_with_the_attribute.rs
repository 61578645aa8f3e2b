//! Mistakes in each argument of the attribute.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(post, "companies//{company_id}/x y", data = "invoice", timout = "30s", retry = "never", errors(200))]
    fn push_invoice(&self, company_id: CompanyId, invoice: &str) -> Call<String>;
}

impl Invoices for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.push_invoice(CompanyId::nil(), "{}").await
}

fn main() {
    let _ = caller;
}
