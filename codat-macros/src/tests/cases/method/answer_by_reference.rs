//! An answer that would borrow from nothing.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/first")]
    fn first_company(&self) -> Call<&'static str>;
}

impl Companies for Client {}

fn main() {
    let _ = Client::offline().first_company();
}
