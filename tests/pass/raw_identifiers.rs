//! Keywords as names, which placeholders write without `r#`.

#![deny(warnings)]

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Keywords: HasClient {
    #[codat_endpoint(POST, "/<type>?<match>&use=<use>", data = "<struct>", header("X-Mod") = "<mod>")]
    fn r#move(&self, r#type: &str, r#match: bool, r#use: u8, r#struct: &str, r#mod: &str) -> Call<()>;
}

impl Keywords for Client {}

pub(crate) fn main() {
    let call = Client::offline().r#move("a", true, 1, "b", "c");
    assert_eq!(call.endpoint().unwrap().name(), "move");
    assert_eq!(call.endpoint().unwrap().template(), "/{type}");
    assert_eq!(call.request().unwrap().url().query(), Some("match=true&use=1"));
}
