//! A map by reference, named by its path, whose values can't be written.

use codat_client::{Call, Client, HasClient, codat_endpoint};

struct Filter;

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies?<filters..>")]
    fn list_companies(&self, filters: &std::collections::HashMap<String, Filter>) -> Call<String>;
}

impl Companies for Client {}

fn main() {}
