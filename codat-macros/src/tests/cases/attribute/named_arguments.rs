//! Names for path and method, in the other order.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(path = "/companies/<company_id>", method = GET)]
    fn get_company(&self, company_id: CompanyId) -> Call<String>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.get_company(CompanyId::nil()).await
}

fn main() {
    let _ = caller;
}
