//! A method that callers would have to vouch for.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    unsafe fn get_company(&self, company_id: CompanyId) -> Call<String>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.get_company(CompanyId::nil()).await
}

fn main() {
    let _ = caller;
}
