//! A call of nothing known.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    fn get_company(&self, company_id: CompanyId) -> Call;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<()> {
    codat.get_company(CompanyId::nil()).await
}

fn main() {
    let _ = caller;
}
