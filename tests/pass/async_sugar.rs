//! An `async fn` becomes a future that can be sent to another thread.

#![deny(warnings)]

use codat_client::{Client, Error, HasClient, Result, codat_endpoint};

trait Sugar: HasClient + Sync {
    #[codat_endpoint(GET, "/companies/<id>")]
    async fn get(&self, id: &str) -> Result<Vec<String>>;

    #[codat_endpoint(PUT, "/companies/<id>", data = "<name>")]
    async fn rename(&self, id: u32, name: String) -> std::result::Result<(), Error>;
}

impl Sugar for Client {}

struct Fake;

impl HasClient for Fake {
    fn client(&self) -> &Client {
        Client::offline()
    }
}

impl Sugar for Fake {
    async fn rename(&self, _: u32, _: String) -> Result<()> {
        Ok(())
    }
}

fn is_send<T: Send>(_: T) {}

async fn generic<S: Sugar>(sugar: &S) -> Result<Vec<String>> {
    sugar.rename(1, "A".to_owned()).await?;
    sugar.get("1").await
}

pub(crate) fn main() {
    is_send(Client::offline().get("1"));
    is_send(Client::offline().rename(1, "A".to_owned()));
    is_send(generic(&Fake));
}
