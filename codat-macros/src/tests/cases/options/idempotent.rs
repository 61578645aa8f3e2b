//! Writes are safe to repeat without being asked.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(POST, "/companies/refresh", idempotent)]
    fn refresh_companies(&self) -> Call<String>;
}

impl Companies for Client {}

fn main() {
    let _ = Client::offline().refresh_companies();
}
