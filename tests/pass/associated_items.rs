//! A trait with constants and types of its own, which costs `dyn` and nothing else.

#![deny(warnings)]

use codat_client::{Call, Client, FromResponse, HasClient, codat_endpoint};

trait Versioned: HasClient {
    const VERSION: u32;

    type Document: FromResponse;

    #[codat_endpoint(GET, "/documents/<id>?version=<version>")]
    fn get_version(&self, id: u32, version: u32) -> Call<Self::Document>;

    fn get(&self, id: u32) -> Call<Self::Document> {
        self.get_version(id, Self::VERSION)
    }
}

impl Versioned for Client {
    const VERSION: u32 = 2;

    type Document = String;
}

pub(crate) fn main() {
    let call = Client::offline().get(1);
    assert_eq!(call.request().unwrap().url().query(), Some("version=2"));
}
