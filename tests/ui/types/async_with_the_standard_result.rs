//! The `Result` of the standard library, which lacks its error.

use codat_client::{HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies")]
    async fn list_companies(&self) -> Result<String>;
}

fn main() {}
