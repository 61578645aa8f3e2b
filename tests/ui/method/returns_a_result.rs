//! A method that returns a `Result` at once.

use codat_client::{Client, CompanyId, Error, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    fn get_company(&self, company_id: CompanyId) -> Result<String, Error>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.get_company(CompanyId::nil()).await
}

fn main() {
    let _ = caller;
}
