//! An answer with references in it.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies")]
    fn list_companies(&self) -> Call<Vec<&str>>;
}

impl Companies for Client {}

fn main() {}
