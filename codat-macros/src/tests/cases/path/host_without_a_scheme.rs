//! A host without its scheme.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "api.codat.io/invoices")]
    fn list_invoices(&self) -> Call<String>;
}

impl Invoices for Client {}

fn main() {}
