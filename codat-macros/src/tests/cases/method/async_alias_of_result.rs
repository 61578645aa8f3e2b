//! An alias of `Result`.

use codat_client::{Client, CompanyId, HasClient, codat_endpoint};

type ApiResult<T> = codat_client::Result<T>;

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    async fn get_company(&self, company_id: CompanyId) -> ApiResult<String>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.get_company(CompanyId::nil()).await
}

fn main() {
    let _ = caller;
}
