//! A filter in the path, where it couldn't be refused.

use codat_client::query::Filter;
use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Records: HasClient {
    #[codat_endpoint(GET, "/records/<filter>")]
    fn list_records(&self, filter: &Filter) -> Call<String>;
}

impl Records for Client {}

fn main() {}
