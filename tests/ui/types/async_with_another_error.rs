//! An `async` method with an error of its own.

use codat_client::{Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies")]
    async fn list_companies(&self) -> Result<u32, std::io::Error>;
}

impl Companies for Client {}

fn main() {}
