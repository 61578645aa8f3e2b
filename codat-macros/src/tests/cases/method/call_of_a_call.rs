//! A call within a call.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies")]
    fn list_companies(&self) -> Call<Call<String>>;
}

impl Companies for Client {}

fn main() {}
