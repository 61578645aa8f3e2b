//! An argument that is forgotten.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Connections: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>/connections")]
    fn list_connections(&self, company_id: CompanyId, page: u32) -> Call<Vec<String>>;
}

impl Connections for Client {}

async fn caller(codat: &Client) -> codat_client::Result<Vec<String>> {
    codat.list_connections(CompanyId::nil(), 1).await
}

fn main() {
    let _ = caller;
}
