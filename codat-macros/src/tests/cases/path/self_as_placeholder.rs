//! `self` as a placeholder.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/invoices/<self>")]
    fn get_invoice(&self) -> Call<String>;
}

impl Invoices for Client {}

fn main() {}
