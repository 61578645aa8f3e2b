//! A trait of endpoints works as `dyn`, and a fake overrides what it wants.

#![deny(warnings)]

use std::sync::Arc;

use codat_client::{Call, Client, Error, HasClient, codat_endpoint};

trait Companies: HasClient {
    #[codat_endpoint(GET, "/companies/<id>")]
    fn get(&self, id: &str) -> Call<String>;

    #[codat_endpoint(DELETE, "/companies/<id>")]
    fn delete(&self, id: &str) -> Call<()>;
}

impl Companies for Client {}

struct Fake;

impl HasClient for Fake {
    fn client(&self) -> &Client {
        Client::offline()
    }
}

impl Companies for Fake {
    fn get(&self, id: &str) -> Call<String> {
        Call::ready(Ok(format!("company {id}")))
    }
}

async fn name(companies: &dyn Companies) -> Result<String, Error> {
    companies.get("1").await
}

pub(crate) fn main() {
    let boxed: Box<dyn Companies> = Box::new(Fake);
    assert!(boxed.get("1").endpoint().is_none());
    assert!(boxed.delete("1").endpoint().is_some());
    let shared: Arc<dyn Companies> = Arc::new(Client::offline().clone());
    assert!(shared.get("1").endpoint().is_some());
    drop(name(&*shared));
}
