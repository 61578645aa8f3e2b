//! An argument that is sent twice.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(PUT, "/companies/<company>", data = "<company>")]
    fn create_company(&self, company: &str) -> Call<String>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.create_company("A").await
}

fn main() {
    let _ = caller;
}
