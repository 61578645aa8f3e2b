//! Braces in a part of a segment.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/invoices/{id}.json")]
    fn get_invoice(&self, id: u32) -> Call<String>;
}

impl Invoices for Client {}

fn main() {}
