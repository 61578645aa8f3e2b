//! Every mistake that the macro explains: what each message says first, in the order in which they are told.
//!
//! The numbers are those of the project's list of mistakes.

mod attribute;
mod binding;
mod method;
mod options;
mod path;

use super::{expand_source, messages};

/// The first lines of the messages about this item.
fn mistakes(source: &str) -> Vec<String> {
    let messages = messages(&expand_source(source));
    messages
        .iter()
        .filter_map(|message| message.lines().next())
        .map(str::to_owned)
        .collect()
}

#[track_caller]
fn check(source: &str, expected: &[&str]) {
    assert_eq!(mistakes(source), expected, "\n{source}");
}

#[test]
fn several_are_told_in_source_order() {
    check(
        r#"#[codat_endpoint(get, "companies/<compny_id>/x y", timout = "30s", data = "<body>")]
        async fn f(&mut self, company_id: Option<Id>, page: u32, body: Body) -> Call<T> { loop {} }"#,
        &[
            "the method must be in upper case",
            "the path must start with `/`",
            "no argument is named `compny_id`",
            "a space can't stand in a path",
            "unknown option `timout`",
            "a `GET` request carries no body",
            "a `Call` is a future already",
            "an endpoint takes `&self`",
            "the attribute writes the body of an endpoint",
        ],
    );
}

#[test]
fn what_is_right_is_left_alone() {
    check(
        r#"#[codat_endpoint(GET, "/a%20b/c:d/~e@f/g+h?x=/?&y=a%2Bb,c;d")] fn f(&self) -> Call<T>;"#,
        &[],
    );
    check(
        r##"#[codat_endpoint(PATCH, r#"/a/<x>"#, data = "<y>", crate = "a::b", header("X") = "a < b", timeout = "1.5m",)] fn f(self: &Self, x: u8, y: Vec<B>) -> m::Call<Vec<T>>;"##,
        &[],
    );
    check(
        r#"#[codat_endpoint(DELETE, "/a/<companyId>")] async fn f<'a>(&'a self, companyId: &'a str) -> m::Result<()>;"#,
        &[],
    );
}
