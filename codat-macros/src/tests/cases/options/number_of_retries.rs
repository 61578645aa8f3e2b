//! How often a call is retried isn't an endpoint's to say.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies", retry = 3)]
    fn list_companies(&self) -> Call<String>;
}

impl Companies for Client {}

fn main() {
    let _ = Client::offline().list_companies();
}
