//! The expansion draws no warning.

#![deny(warnings, missing_docs, unused, unused_qualifications, unreachable_pub)]
#![deny(rust_2018_idioms, let_underscore, single_use_lifetimes)]
#![forbid(unsafe_code)]

use codat_client::{Call, Client, Error, HasClient, codat_endpoint};

/// Endpoints of each kind.
pub trait Linted: HasClient {
    /// Takes nothing.
    #[codat_endpoint(GET, "/")]
    fn nothing(&self) -> Call<()>;

    /// Takes arguments of all kinds.
    #[codat_endpoint(POST, "/<a>/<b>?x=1&<c>&<d..>", data = "<e>", header("If-Match") = "<f>")]
    fn everything(&self, a: &str, b: &mut String, c: Option<u8>, d: Option<()>, e: Vec<u32>, f: &&str) -> Call<()>;

    /// Is a future.
    #[codat_endpoint(GET, "/<a>")]
    async fn future(&self, a: &str) -> Result<Vec<u32>, Error>;
}

impl Linted for Client {}

pub(crate) fn main() {
    drop(Client::offline().nothing());
    drop(Client::offline().everything("a", &mut "b".to_owned(), None, None, Vec::new(), &"f"));
    drop(Client::offline().future("a"));
}
