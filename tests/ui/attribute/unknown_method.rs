//! A method that the API doesn't know.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Connections: HasClient {
    #[codat_endpoint(FETCH, "/companies/<company_id>/connections")]
    fn list_connections(&self, company_id: CompanyId) -> Call<Vec<String>>;
}

impl Connections for Client {}

async fn caller(codat: &Client) -> codat_client::Result<Vec<String>> {
    codat.list_connections(CompanyId::nil()).await
}

fn main() {
    let _ = caller;
}
