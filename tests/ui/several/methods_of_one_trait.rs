//! A mistake in each of several methods, between others that are right.

use codat_client::{Call, Client, CompanyId, Error, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies")]
    fn list_companies(&self) -> Call<Vec<String>>;

    #[codat_endpoint(GET, "/companies/<company-id>")]
    fn get_company(&self, company_id: CompanyId) -> Call<String>;

    #[codat_endpoint(DELETE, "/companies/<company_id>")]
    fn delete_company(&self, company_id: CompanyId) -> Call<()>;

    #[codat_endpoint(Patch, "/companies/<company_id>", data = "<name>")]
    async fn rename_company(&self, company_id: CompanyId, name: &str) -> Result<String, Error>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<Vec<String>> {
    codat.get_company(CompanyId::nil()).await?;
    codat.delete_company(CompanyId::nil()).await?;
    codat.rename_company(CompanyId::nil(), "B").await?;
    codat.list_companies().await
}

fn main() {
    let _ = caller;
}
