//! A struct before other parameters.

use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};

#[derive(serde::Serialize)]
struct Filter {
    page_size: u32,
}

trait Connections: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>/connections?<filter..>&page=1")]
    fn list_connections(&self, company_id: CompanyId, filter: &Filter) -> Call<Vec<String>>;
}

impl Connections for Client {}

async fn caller(codat: &Client) -> codat_client::Result<Vec<String>> {
    codat.list_connections(CompanyId::nil(), &Filter { page_size: 1 }).await
}

fn main() {
    let _ = caller;
}
