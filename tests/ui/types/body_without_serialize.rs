//! A body that can't be encoded.

use codat_client::{Call, Client, HasClient, codat_endpoint};

struct NewCompany {
    name: String,
}

trait Companies: HasClient {
    #[codat_endpoint(POST, "/companies", data = "<company>")]
    fn create_company(&self, company: &NewCompany) -> Call<String>;
}

impl Companies for Client {}

fn main() {}
