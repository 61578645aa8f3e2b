//! An `async` method that can't fail.

use codat_client::{Client, CompanyId, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    async fn get_company(&self, company_id: CompanyId) -> String;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    Ok(codat.get_company(CompanyId::nil()).await)
}

fn main() {
    let _ = caller;
}
