//! Every form that a query parameter can have.

#![deny(warnings)]

use codat_client::{Call, Client, HasClient, codat_endpoint};
use serde::Serialize;

#[derive(Serialize)]
struct Filter {
    order_by: Option<&'static str>,
    page: u32,
}

trait Queries: HasClient {
    #[codat_endpoint(GET, "/a?fixed=1&flag&pageSize=<page_size>&<query>&<tags>&last=%20&<filter..>")]
    fn queries(&self, page_size: Option<u32>, query: &str, tags: &[String], filter: &Filter) -> Call<()>;

    #[codat_endpoint(GET, "/?<none>&<many>")]
    fn root(&self, none: Option<&str>, many: Vec<u8>) -> Call<()>;
}

impl Queries for Client {}

pub(crate) fn main() {
    let client = Client::offline();
    let filter = Filter { order_by: None, page: 2 };
    let call = client.queries(Some(10), "a b", &["x".to_owned(), "y".to_owned()], &filter);
    assert_eq!(
        call.request().unwrap().url().query(),
        Some("fixed=1&flag&pageSize=10&query=a%20b&tags=x&tags=y&last=%20&page=2"),
    );
    assert_eq!(client.root(None, Vec::new()).request().unwrap().url().query(), None);
}
