//! A placeholder for the base URL.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "{base_url}/invoices")]
    fn list_invoices(&self, base_url: &str) -> Call<String>;
}

impl Invoices for Client {}

fn main() {}
