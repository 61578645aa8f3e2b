//! Methods whose return types are replaced where the client's crate has another path.

extern crate codat_client as codat;

mod vendored {
    pub use codat_client as codat;
}

use codat::{Client, CompanyId, Error, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(get, "/companies/<company_id>", crate = codat)]
    fn get_company(&self, company_id: CompanyId) -> Result<String, Error>;

    #[codat_endpoint(GET, "/companies/", crate = crate::vendored::codat)]
    fn list_companies(&self) -> Vec<String>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> Result<Vec<String>, Error> {
    codat.get_company(CompanyId::nil()).await?;
    codat.list_companies().await
}

fn main() {
    let _ = caller;
}
