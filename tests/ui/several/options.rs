//! Every option with a wrong value.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(
        POST,
        "/companies",
        data = "<name",
        header("X Source") = "naïve",
        errors(404, 409, 409, 1000),
        timeout = "-1s",
        retry = sometimes,
        auth = "none",
        crate = "not a path",
        cache = "1h"
    )]
    fn create_company(&self, name: &str) -> Call<String>;
}

impl Companies for Client {}

async fn caller(codat: &Client) -> codat_client::Result<String> {
    codat.create_company("A").await
}

fn main() {
    let _ = caller;
}
