//! The method and the path in one text, as in the first line of a request.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint("GET /companies/<company_id>")]
    fn get_company(&self, company_id: &str) -> Call<String>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.get_company("1").await
}

fn main() {
    let _ = caller;
}
