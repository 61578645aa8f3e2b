//! A placeholder that no argument can be named like.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

trait Connections: HasClient {
    #[codat_endpoint(GET, "/companies/<company-id>/connections")]
    fn list_connections(&self, company_id: CompanyId) -> Call<Vec<String>>;
}

impl Connections for Client {}

async fn caller(codat: &Client) -> codat_client::Result<Vec<String>> {
    codat.list_connections(CompanyId::nil()).await
}

fn main() {
    let _ = caller;
}
