//! Repeated keys of parameters that have faults of their own.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/invoices?page=a+b&page=2&size=<size>&size={size}")]
    fn list_invoices(&self, size: u32) -> Call<String>;
}

impl Invoices for Client {}

fn main() {}
