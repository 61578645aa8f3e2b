//! Two endpoints on one method, where the attribute was imported under another name.

use codat_client::{Call, Client, HasClient, codat_endpoint as endpoint};

trait Companies: HasClient {
    #[endpoint(GET, "/companies")]
    #[endpoint(GET, "/companies/all")]
    fn list_companies(&self) -> Call<Vec<String>>;
}

impl Companies for Client {}

fn main() {}
