//! The client's crate by another name.

#![deny(warnings)]

extern crate codat_client as codat;

mod vendored {
    pub(crate) mod deps {
        pub(crate) use codat_client as client;
    }
}

use vendored::deps::client::codat_endpoint;

trait Renamed: codat::HasClient {
    #[codat_endpoint(GET, "/<a>", retry = never, crate = codat)]
    fn renamed(&self, a: &str) -> codat::Call<()>;

    #[codat_endpoint(
        POST,
        "/<a>?x=1&<b>",
        data = "<c>",
        header("X-D") = "d",
        errors(409),
        timeout = "1s",
        retry = always,
        auth = none,
        crate = self::vendored::deps::client,
    )]
    #[deprecated]
    fn reexported(&self, a: &str, b: u8, c: &str) -> codat::Call<()>;

    #[codat_endpoint(GET, "/<a>", crate = "vendored::deps::client")]
    async fn quoted(&self, a: &str) -> codat::Result<()>;
}

impl Renamed for codat::Client {}

pub(crate) fn main() {
    let client = codat::Client::offline();
    assert!(client.renamed("a").request().is_some());
    #[expect(deprecated)]
    let call = client.reexported("a", 1, "c");
    assert!(call.request().is_some());
    drop(client.quoted("a"));
}
