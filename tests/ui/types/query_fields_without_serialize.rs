//! A struct that has no known fields.

use codat_client::{Call, Client, HasClient, codat_endpoint};

struct Filter {
    page_size: u32,
}

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies?<filter..>")]
    fn list_companies(&self, filter: &Filter) -> Call<String>;
}

impl Companies for Client {}

fn main() {}
