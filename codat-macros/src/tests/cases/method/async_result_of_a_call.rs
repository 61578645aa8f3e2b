//! A call within the result of an `async` method.

use codat_client::{Call, Client, HasClient, Result, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies")]
    async fn first_company(&self) -> Result<Call<String>>;
}

impl Companies for Client {}

fn main() {}
