//! A placeholder takes whatever displays, by value or by reference.

#![deny(warnings)]

use std::fmt;

use codat_client::{Call, Client, CompanyId, HasClient, Uuid, codat_endpoint};

#[derive(Clone, Copy)]
struct InvoiceId(u64);

impl fmt::Display for InvoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "INV-{}", self.0)
    }
}

trait Paths: HasClient {
    #[codat_endpoint(GET, "/<a>/<b>/<c>/<d>/<e>")]
    fn values(&self, a: String, b: u64, c: CompanyId, d: InvoiceId, e: bool) -> Call<()>;

    #[codat_endpoint(GET, "/<a>/<b>/<c>/<d>/<e>")]
    fn references(&self, a: &str, b: &u64, c: &&CompanyId, d: &mut InvoiceId, e: &dyn fmt::Display) -> Call<()>;

    #[codat_endpoint(GET, "/<a>/<b>/<c>/<d>")]
    fn ids(&self, a: Uuid, b: &Uuid, c: &CompanyId, d: i128) -> Call<()>;

    #[codat_endpoint(GET, "/<a>/<b>/<c>")]
    fn boxes(&self, a: Box<str>, b: Box<dyn fmt::Display>, c: std::borrow::Cow<'_, str>) -> Call<()>;
}

impl Paths for Client {}

fn path<T>(call: &Call<T>) -> String {
    call.request().unwrap().url().path().to_owned()
}

pub(crate) fn main() {
    let client = Client::offline();
    let id = CompanyId::nil();
    let call = client.values("a b".to_owned(), 2, id, InvoiceId(3), true);
    assert!(path(&call).ends_with(&format!("/a%20b/2/{id}/INV-3/true")));
    let call = client.references("a/b", &2, &&id, &mut InvoiceId(3), &'x');
    assert!(path(&call).ends_with(&format!("/a%2Fb/2/{id}/INV-3/x")));
    let call = client.ids(Uuid::nil(), &Uuid::nil(), &id, -1);
    assert!(path(&call).ends_with(&format!("/{id}/{id}/{id}/-1")));
    let call = client.boxes("a".into(), Box::new(1), "c".into());
    assert!(path(&call).ends_with("/a/1/c"));
}
