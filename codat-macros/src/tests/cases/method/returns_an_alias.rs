//! An alias of `Call`.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

type ApiCall<T> = Call<T>;

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    fn get_company(&self, company_id: CompanyId) -> ApiCall<String>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.get_company(CompanyId::nil()).await
}

fn main() {
    let _ = caller;
}
