//! A header that can't be written.

use codat_client::{Call, Client, HasClient, codat_endpoint};

struct Etag(u64);

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies", header("If-Match") = "<etag>")]
    fn list_companies(&self, etag: Etag) -> Call<String>;
}

impl Companies for Client {}

fn main() {}
