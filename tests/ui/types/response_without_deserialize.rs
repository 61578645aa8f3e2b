//! A response that can't be decoded.

use codat_client::{Call, Client, HasClient, codat_endpoint};

struct Company {
    name: String,
}

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies")]
    fn list_companies(&self) -> Call<Vec<Company>>;
}

impl Companies for Client {}

fn main() {}
