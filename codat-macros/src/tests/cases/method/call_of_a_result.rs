//! A result within the call, which gives one anyway.

use codat_client::{Call, Client, Error, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/first")]
    fn first_company(&self) -> Call<Result<String, Error>>;
}

impl Companies for Client {}

fn main() {
    let _ = Client::offline().first_company();
}
