//! The length of the body as a header.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Notes: HasClient {
    #[codat_endpoint(POST, "/notes", data = "<note>", header("Content-Length") = "<length>")]
    fn add_note(&self, note: &str, length: usize) -> Call<()>;
}

impl Notes for Client {}

fn main() {}
