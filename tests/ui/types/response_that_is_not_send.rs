//! A response that can't go from thread to thread.

use std::rc::Rc;

use codat_client::{Call, Client, HasClient, codat_endpoint};

#[derive(serde::Deserialize)]
struct Bill {
    lines: std::marker::PhantomData<Rc<str>>,
}

trait Bills: HasClient {
    #[codat_endpoint(GET, "/bills/<id>")]
    fn get_bill(&self, id: u64) -> Call<Bill>;

    #[codat_endpoint(GET, "/bills")]
    fn list_bills(&self) -> Call<Vec<Bill>>;
}

impl Bills for Client {}

fn main() {}
