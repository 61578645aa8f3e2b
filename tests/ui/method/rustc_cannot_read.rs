//! What rustc can't read, it reports alone.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies?<type>")]
    fn list_companies(&self, type: &str) -> Call<Vec<String>>;

    #[codat_endpoint(GET, "/companies?<page>")]
    fn list_page(&self, page: u32 = 1) -> Call<Vec<String>>;

    #[codat_endpoint(GET, "/companies/<id>")]
    fn get_company(&self, String) -> Call<String>;
}

impl Companies for Client {}

fn main() {}
