//! The expansion counts on nothing being in scope.

#![deny(warnings)]
#![no_implicit_prelude]

trait Bare: ::codat_client::HasClient {
    #[::codat_client::codat_endpoint(
        POST,
        "/<a>?x=1&<b>",
        data = "<c>",
        header("X-A") = "a",
        errors(409),
        timeout = "1s",
        retry = never,
        auth = none
    )]
    #[deprecated = "old"]
    fn bare(&self, a: &str, b: ::std::option::Option<u8>, c: &[u32]) -> ::codat_client::Call<()>;

    #[::codat_client::codat_endpoint(GET, "/")]
    async fn sugar(&self) -> ::std::result::Result<(), ::codat_client::Error>;
}

impl Bare for ::codat_client::Client {}

pub(crate) fn main() {
    let client = ::codat_client::Client::offline();
    #[expect(deprecated)]
    let call = Bare::bare(client, "a", ::std::option::Option::None, &[1]);
    ::std::assert!(call.request().is_some());
    ::std::mem::drop(Bare::sugar(client));
}
