//! Arguments named like what the expansion has of its own.

#![deny(warnings)]

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Names: HasClient {
    #[codat_endpoint(
        POST,
        "/<request>/<client>/<call>/<self_>?<endpoint>&<path>&<query>&<header>&<result>&<codat_client>",
        data = "<body>"
    )]
    fn names(
        &self,
        request: &str,
        client: &str,
        call: &str,
        self_: &str,
        endpoint: u8,
        path: u8,
        query: u8,
        header: u8,
        result: u8,
        codat_client: u8,
        body: u8,
    ) -> Call<()>;

    #[codat_endpoint(GET, "/request")]
    fn request(&self) -> Call<()>;

    #[codat_endpoint(GET, "/into_call")]
    fn into_call(&self) -> Call<()>;
}

impl Names for Client {}

pub(crate) fn main() {
    let call = Client::offline().names("a", "b", "c", "d", 1, 2, 3, 4, 5, 6, 7);
    let url = call.request().unwrap().url();
    assert!(url.path().ends_with("/a/b/c/d"));
    assert_eq!(url.query(), Some("endpoint=1&path=2&query=3&header=4&result=5&codat_client=6"));
    assert!(Client::offline().request().endpoint().is_some());
    assert!(Client::offline().into_call().endpoint().is_some());
}
