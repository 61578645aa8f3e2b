//! Lifetimes are written where they are wanted, and the call outlives them all.

#![deny(warnings)]

use codat_client::{Call, Client, HasClient, codat_endpoint};

trait Borrowing<'t>: HasClient {
    #[codat_endpoint(GET, "/<a>?<b>")]
    fn named<'a, 'b: 'a>(&'a self, a: &'b str, b: Option<&'a str>) -> Call<()>;

    #[codat_endpoint(GET, "/<a>")]
    fn of_the_trait(self: &Self, a: &'t str) -> Call<()>;

    #[codat_endpoint(GET, "/<a>")]
    async fn in_the_future<'a>(&'a self, a: &'a str) -> codat_client::Result<()>;
}

impl Borrowing<'_> for Client {}

fn outlives() -> Call<()> {
    let client = Client::offline().clone();
    let text = "a".to_owned();
    client.named(&text, Some(&text))
}

fn is_static<T: Send + 'static>(_: T) {}

pub(crate) fn main() {
    is_static(outlives());
    is_static(Client::offline().of_the_trait("a"));
    drop(Client::offline().in_the_future("a"));
}
