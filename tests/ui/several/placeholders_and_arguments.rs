//! Placeholders that aren't arguments, and arguments that aren't placeholders.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/companies/<compny_id>/invoices/<invoice>?<page>&sort=<order>")]
    fn list_invoices(&self, company_id: CompanyId, page: u32, query: &str, archived: bool) -> Call<Vec<String>>;
}

impl Invoices for Client {}

async fn caller(codat: &Client) -> codat_client::Result<Vec<String>> {
    codat.list_invoices(CompanyId::nil(), 1, "", true).await
}

fn main() {
    let _ = caller;
}
