//! Name and value of a header in one pair of parentheses.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Notes: HasClient {
    #[codat_endpoint(GET, "/notes", header("If-None-Match", "<etag>"), header("Authorization", "Bearer <key>"))]
    fn list_notes(&self, etag: &str, key: &str) -> Call<String>;
}

impl Notes for Client {}

fn main() {}
