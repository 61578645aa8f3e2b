//! A result within the result of an `async` method.

use codat_client::{Client, HasClient, Result, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies")]
    async fn first_company(&self) -> Result<Result<String>>;
}

impl Companies for Client {}

fn main() {}
