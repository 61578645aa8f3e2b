//! The host as a header.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Notes: HasClient {
    #[codat_endpoint(GET, "/notes", header("Host") = "api.codat.io")]
    fn list_notes(&self) -> Call<String>;
}

impl Notes for Client {}

fn main() {}
