//! A header as a list of two, and one as a line of HTTP.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies", header("If-Match", "<etag>"))]
    fn list_companies(&self, etag: &str) -> Call<String>;

    #[codat_endpoint(GET, "/companies/first", header = "If-Match: <etag>")]
    fn first_company(&self, etag: &str) -> Call<String>;
}

impl Companies for Client {}

fn main() {
    let _ = Client::offline().list_companies("v1");
}
