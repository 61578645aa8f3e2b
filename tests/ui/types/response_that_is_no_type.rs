//! What rustc says of the response's type itself, it says once.

use codat_client::{Call, Client, HasClient, codat_endpoint};

#[derive(serde::Deserialize)]
pub struct Page<T> {
    pub results: Vec<T>,
}

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies")]
    fn list_companies(&self) -> Call<Page>;

    #[codat_endpoint(GET, "/bills/<bill_id>")]
    fn get_bill(&self, bill_id: &str) -> Call<Bill>;
}

impl Companies for Client {}

fn main() {}
