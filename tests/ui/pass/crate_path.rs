//! The client's crate by another name.

extern crate codat_client as codat;

mod vendored {
    pub mod deps {
        pub use codat_client as client;
    }
}

use vendored::deps::client::codat_endpoint;

trait Renamed: codat::HasClient {
    #[codat_endpoint(GET, "/<a>", retry = never, crate = codat)]
    fn renamed(&self, a: &str) -> codat::Call<()>;

    #[codat_endpoint(GET, "/<a>", crate = crate::vendored::deps::client)]
    fn reexported(&self, a: &str) -> codat::Call<()>;

    #[codat_endpoint(GET, "/<a>", crate = "vendored::deps::client")]
    async fn quoted(&self, a: &str) -> codat::Result<()>;
}

impl Renamed for codat::Client {}

fn main() {
    let client = codat::Client::offline();
    assert!(client.renamed("a").request().is_some());
    assert!(client.reexported("a").request().is_some());
    drop(client.quoted("a"));
}
