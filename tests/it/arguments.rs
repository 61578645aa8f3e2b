//! What an argument can't be: each failed call names the argument and the field.

use std::collections::BTreeMap;

use codat_client::{Call, Client, Error, HasClient, codat_endpoint};
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Paging {
    page: u32,
    size: u32,
}

#[derive(Serialize)]
struct Nested {
    order: &'static str,
    range: Paging,
}

trait Search: HasClient {
    #[codat_endpoint(GET, "/search?page=<page>&<filter..>")]
    fn search(&self, page: u32, filter: &Paging) -> Call<Value>;

    #[codat_endpoint(GET, "/search?fixed=1&<filter..>")]
    fn search_by(&self, filter: &BTreeMap<&str, f64>) -> Call<Value>;

    #[codat_endpoint(GET, "/search?<filter..>")]
    fn search_nested(&self, filter: &Nested) -> Call<Value>;

    #[codat_endpoint(GET, "/search?range=<paging>")]
    fn search_without_dots(&self, paging: &Paging) -> Call<Value>;

    #[codat_endpoint(GET, "/search/<text>?q=<query>", header("X-Note") = "<note>")]
    fn search_for(&self, text: &str, query: &str, note: &str) -> Call<Value>;
}

impl Search for Client {}

/// How a call fails before anything is sent.
async fn refused(call: Call<Value>) -> String {
    let error = call.await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn a_field_that_repeats_a_declared_parameter_is_named() {
    let codat = Client::offline();
    let filter = Paging { page: 2, size: 5 };
    assert_eq!(
        refused(codat.search(1, &filter)).await,
        "can't send the request of `search`: the query parameter `page` is declared, and `filter` has it once more"
    );
    let refused = refused(codat.search_by(&BTreeMap::from([("fixed", 2.0)]))).await;
    assert!(refused.contains("`fixed`"), "{refused}");
}

#[tokio::test]
async fn a_field_that_is_no_value_is_named_with_its_argument() {
    let codat = Client::offline();
    let range = Paging { page: 1, size: 2 };
    let filter = Nested { order: "a", range };
    assert_eq!(
        refused(codat.search_nested(&filter)).await,
        "can't send the request of `search_nested`: the field `range` of `filter` is neither a single value, an optional one, nor a \
         list of them; `#[serde(flatten)]` puts the fields of a struct beside the others"
    );
    let refused = refused(codat.search_without_dots(&filter.range)).await;
    assert!(
        refused.contains("the query parameter `range` is neither"),
        "{refused}"
    );
    assert!(
        refused.contains("`<argument..>` sends the fields of a struct"),
        "{refused}"
    );
}

/// 100 MiB each, of which no more than 64 KiB is written.
#[tokio::test]
async fn a_value_that_is_too_long_for_its_place_is_refused_by_size_and_name() {
    let codat = Client::offline();
    let long = "ü".repeat(50 * 1024 * 1024);
    for (call, expected) in [
        (
            codat.search_for(&long, "q", "n"),
            "the path parameter `text` is too long for a URL",
        ),
        (
            codat.search_for("t", &long, "n"),
            "the query parameter `q` has 104857600 bytes, which is too long",
        ),
        (
            codat.search_for("t", "q", &long),
            "the value of the header `x-note` has 104857600 bytes, which is too long",
        ),
        (
            codat.search_for("t", &"%".repeat(30_000), "n"),
            "its URL takes more than 64 KiB",
        ),
    ] {
        let refused = refused(call).await;
        assert!(refused.ends_with(expected), "{refused}");
    }
}
