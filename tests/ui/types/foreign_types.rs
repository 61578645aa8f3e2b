//! Types of other crates that serde doesn't know.

use codat_client::{Call, Client, HasClient, HeaderValue, StatusCode, codat_endpoint};

trait Bills: HasClient {
    #[codat_endpoint(GET, "/bills?<status>", header("X") = "<value>")]
    fn list_bills(&self, status: StatusCode, value: &HeaderValue) -> Call<StatusCode>;
}

impl Bills for Client {}

fn main() {}
