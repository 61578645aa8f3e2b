//! More supertraits, and a trait between the client and its own.

#![deny(warnings)]

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Base: HasClient + Send + Sync + Clone + 'static {
    #[codat_endpoint(GET, "/base")]
    fn base(&self) -> Call<()>;
}

trait Derived: Base {
    #[codat_endpoint(GET, "/derived")]
    fn derived(&self) -> Call<()>;
}

impl Base for Client {}
impl Derived for Client {}

#[derive(Clone)]
struct Service {
    codat: Client,
}

impl HasClient for Service {
    fn client(&self) -> &Client {
        &self.codat
    }
}

impl Base for Service {}
impl Derived for Service {}

pub(crate) fn main() {
    let service = Service { codat: Client::offline().clone() };
    assert_eq!(service.base().endpoint().unwrap().name(), "base");
    assert_eq!(service.derived().endpoint().unwrap().name(), "derived");
}
