//! A path value that can't be shown.

use codat_client::{Call, Client, HasClient, codat_endpoint};

struct CompanyNumber(u64);

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>")]
    fn get_company(&self, company_id: CompanyNumber) -> Call<String>;
}

impl Companies for Client {}

fn main() {}
