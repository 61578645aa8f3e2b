//! A body where there is none.

use codat_client::{Call, Client, HasClient, codat_endpoint};

#[derive(serde::Serialize)]
struct NewCompany {
    name: String,
}

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies", data = "<company>")]
    fn create_company(&self, company: &NewCompany) -> Call<String>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.create_company(&NewCompany { name: "A".to_owned() }).await
}

fn main() {
    let _ = caller;
}
