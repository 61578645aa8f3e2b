//! A `crate` that leads to another crate, to a module, and nowhere.

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/<id>", retry = never, crate = std)]
    fn get_company(&self, id: u32) -> Call<String>;

    #[codat_endpoint(DELETE, "/companies/<id>", retry = always, crate = codat_client::api)]
    fn delete_company(&self, id: u32) -> Call<()>;

    #[codat_endpoint(GET, "/companies", crate = codat)]
    fn list_companies(&self) -> Call<Vec<String>>;
}

impl Companies for Client {}

fn main() {}
