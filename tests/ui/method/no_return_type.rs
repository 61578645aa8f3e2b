//! A method that returns nothing.

use codat_client::{Client, CompanyId, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(DELETE, "/companies/<company_id>")]
    fn delete_company(&self, company_id: CompanyId);
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<()> {
    codat.delete_company(CompanyId::nil()).await
}

fn main() {
    let _ = caller;
}
