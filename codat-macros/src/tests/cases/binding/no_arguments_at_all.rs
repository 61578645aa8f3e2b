//! A placeholder without any argument.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Connections: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>/connections")]
    fn list_connections(&self) -> Call<Vec<String>>;
}

impl Connections for Client {}

async fn caller(codat: &Client) -> codat_client::Result<Vec<String>> {
    codat.list_connections().await
}

fn main() {
    let _ = caller;
}
