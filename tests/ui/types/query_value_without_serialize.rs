//! A query parameter that can't be written.

use codat_client::{Call, Client, HasClient, codat_endpoint};

enum Order {
    Name,
}

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies?orderBy=<order>")]
    fn list_companies(&self, order: Option<Order>) -> Call<String>;
}

impl Companies for Client {}

fn main() {}
