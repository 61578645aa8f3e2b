use proc_macro2::TokenStream;
use quote::quote;

use super::{Endpoint, Step};
use crate::attr::Declaration;
use crate::errors::Errors;
use crate::signature::{Method, RawMethod, Read};

/// What the steps of an endpoint do, in order.
#[track_caller]
fn steps(arguments: TokenStream, item: &TokenStream) -> Vec<String> {
    let Read::Method(raw) = RawMethod::read(item, &mut Errors::default()) else {
        panic!("{item} should be a method");
    };
    let mut errors = Errors::default();
    let declaration = Declaration::parse(arguments, &mut errors);
    let method = Method::check(&raw, &"codat_client", &mut errors);
    let endpoint = Endpoint::bind(&declaration, method, &mut errors);
    let Ok(endpoint) = errors.finish(endpoint, &|_| None) else {
        panic!("{item} should be an endpoint");
    };
    endpoint.steps.iter().map(describe).collect()
}

fn describe(step: &Step<'_>) -> String {
    match step {
        Step::Argument(place, key, argument) => format!("{place:?} {key} {}", argument.name),
        Step::Query(pairs) => format!("literal {pairs}"),
        Step::Header(name, value) => format!("header {name} \"{value}\""),
    }
}

#[test]
fn steps_follow_the_path_then_the_options() {
    let steps = steps(
        quote!(
            POST,
            "/a/<b>/<a>?x=1&y&page=<page>&z=2&<filter..>",
            data = "<body>",
            header("X-Source") = "erp",
            header("If-Match") = "<etag>"
        ),
        &quote!(
            fn f(&self, a: A, b: B, body: C, etag: D, filter: E, page: F) -> Call<T>;
        ),
    );
    let expected = [
        "Path  b",
        "Path  a",
        "literal x=1&y",
        "Query page page",
        "literal z=2",
        "Fields  filter",
        "header x-source \"erp\"",
        "Header if-match etag",
        "Body  body",
    ];
    assert_eq!(steps, expected);
}

#[test]
fn a_raw_identifier_is_meant_by_its_plain_name() {
    let steps = steps(
        quote!(GET, "/<type>?kind=<match>"),
        &quote!(
            fn f(&self, r#type: A, r#match: B) -> Call<T>;
        ),
    );
    assert_eq!(steps, ["Path  r#type", "Query kind r#match"]);
}
