//! Methods that a user's trait adds to every type take over none of the expansion's.

#![deny(warnings)]

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Extension: Sized {
    fn path(&self) {}
    fn query(&self, _: &str, _: &str) {}
    fn query_fields(&mut self) {}
    fn query_literal(self) {}
    fn header(&self) {}
    fn header_literal(&self) {}
    fn body(&mut self) {}
    fn into_call(self) {}
    fn timeout_millis(&self, _: u64) {}
}

impl<T> Extension for T {}

trait Notes: HasClient {
    #[codat_endpoint(
        POST,
        "/notes/<id>?draft=true&<query>&<fields..>",
        data = "<note>",
        header("If-Match") = "<etag>",
        header("X-Source") = "erp",
        timeout = "5s"
    )]
    fn add_note(&self, id: u32, query: &str, fields: &[(u8, u8)], note: &str, etag: &str) -> Call<()>;
}

impl Notes for Client {}

pub(crate) fn main() {
    let call = Client::offline().add_note(1, "a", &[(2, 3)], "b", "c");
    assert_eq!(call.request().unwrap().url().query(), Some("draft=true&query=a&2=3"));
    let mut one = 1;
    one.path();
    one.query("", "");
    one.query_fields();
    one.query_literal();
    one.header();
    one.header_literal();
    one.body();
    one.into_call();
    one.timeout_millis(1);
}
