//! A response that would borrow from what it is read from.

use codat_client::{Call, Client, HasClient, codat_endpoint};

#[derive(serde::Deserialize)]
struct Company<'a> {
    name: &'a str,
}

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/first")]
    fn first_company(&self) -> Call<Company<'static>>;
}

impl Companies for Client {}

fn main() {}
