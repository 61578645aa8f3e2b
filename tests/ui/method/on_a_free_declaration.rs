//! A function outside of a trait, declared as a method of one is.

use codat_client::{Client, codat_endpoint};

#[codat_endpoint(GET, "/companies/<company_id>")]
async fn get_company(client: &Client, company_id: &str) -> codat_client::Result<String>;

fn main() {}
