//! A number of retries, as other clients take it.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies", retries = 3)]
    fn list_companies(&self) -> Call<String>;
}

impl Companies for Client {}

fn main() {
    let _ = Client::offline().list_companies();
}
