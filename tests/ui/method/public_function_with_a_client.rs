//! A function beside the trait that should have declared it.

use codat_client::{Call, Client, codat_endpoint};

#[codat_endpoint(GET, "/companies/<id>")]
pub fn get_company(client: &Client, id: u64) -> Call<String>;

fn main() {}
