//! A header's value in two parts.

use codat_client::{Call, Client, HasClient, codat_endpoint};

#[derive(serde::Serialize)]
struct NewCompany {
    name: String,
}

trait Companies: HasClient {
    #[codat_endpoint(POST, "/companies", data = "<company>", header("X-Token") = "Bearer <token>")]
    fn create_company(&self, company: &NewCompany, token: &str) -> Call<String>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.create_company(&NewCompany { name: "A".to_owned() }, "token").await
}

fn main() {
    let _ = caller;
}
