//! Mistakes in each part of the signature.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>/invoices/<invoice_id>")]
    async unsafe fn get_invoice(&mut self, company_id: Option<CompanyId>, _: u64) -> Call<String> {
        loop {}
    }
}

impl Invoices for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.get_invoice(Some(CompanyId::nil()), 1).await
}

fn main() {
    let _ = caller;
}
