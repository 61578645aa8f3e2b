//! Two bodies.

use codat_client::{Call, Client, HasClient, codat_endpoint};

#[derive(serde::Serialize)]
struct NewCompany {
    name: String,
}

trait Companies: HasClient {
    #[codat_endpoint(POST, "/companies", data = "<company>", data = "<parent>")]
    fn create_company(&self, company: &NewCompany, parent: &NewCompany) -> Call<String>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    let company = NewCompany { name: "A".to_owned() };
    codat.create_company(&company, &company).await
}

fn main() {
    let _ = caller;
}
