//! A response of an `async` method that can't be decoded.

use codat_client::{Client, HasClient, Result, codat_endpoint};

struct Company {
    name: String,
}

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies")]
    async fn list_companies(&self) -> Result<Vec<Company>>;
}

impl Companies for Client {}

fn main() {}
