//! A trait that doesn't build on `HasClient`.

use codat_client::{Call, Client, CompanyId, codat_endpoint};

trait Companies {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    fn get_company(&self, company_id: CompanyId) -> Call<String>;
}

impl Companies for Client {}

fn main() {}
