//! A method that returns a future of its own.

use codat_client::{Client, CompanyId, Error, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    fn get_company(&self, company_id: CompanyId) -> impl Future<Output = Result<String, Error>>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.get_company(CompanyId::nil()).await
}

fn main() {
    let _ = caller;
}
