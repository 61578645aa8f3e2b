//! The attribute in an `impl` of the trait.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Companies: HasClient {
    fn get_company(&self, company_id: CompanyId) -> Call<String>;
}

impl Companies for Client {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    fn get_company(&self, company_id: CompanyId) -> Call<String> {
        Call::ready(Ok(company_id.to_string()))
    }
}

fn main() {}
