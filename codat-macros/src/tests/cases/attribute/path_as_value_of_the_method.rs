//! An equals sign in the place of the comma.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET = "/companies")]
    fn list_companies(&self) -> Call<String>;
}

impl Companies for Client {}

fn main() {
    let _ = Client::offline().list_companies();
}
