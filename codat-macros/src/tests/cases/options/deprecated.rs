//! What is deprecated is the method.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies", deprecated = "use something else")]
    fn list_companies(&self) -> Call<String>;
}

impl Companies for Client {}

fn main() {
    let _ = Client::offline().list_companies();
}
