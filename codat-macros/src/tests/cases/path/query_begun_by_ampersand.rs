//! `&` in place of `?`.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/invoices&page=<page>")]
    fn list_invoices(&self, page: u32) -> Call<String>;
}

impl Invoices for Client {}

fn main() {}
