//! A comparison in a query.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/invoices?query=totalAmount>100")]
    fn list_invoices(&self) -> Call<String>;
}

impl Invoices for Client {}

fn main() {}
