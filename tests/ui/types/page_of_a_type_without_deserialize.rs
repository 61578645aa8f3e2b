//! Of a type that is held by another, only the one that lacks the derive is named.

use codat_client::{Call, Client, HasClient, codat_endpoint};

#[derive(serde::Deserialize)]
struct Page<T> {
    results: Vec<T>,
}

struct Bill;

trait Bills: HasClient {
    #[codat_endpoint(GET, "/bills")]
    fn list_bills(&self) -> Call<Page<Bill>>;

    #[codat_endpoint(GET, "/bills/all")]
    fn all_bills(&self) -> Call<Vec<Bill>>;
}

impl Bills for Client {}

fn main() {}
