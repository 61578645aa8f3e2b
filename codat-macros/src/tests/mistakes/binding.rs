//! Placeholders and arguments.

use super::{check, expand_source, messages};

#[test]
fn mistake_15_no_such_argument() {
    check(
        r#"#[codat_endpoint(GET, "/<compny_id>/<page>?<sort>")] fn f(&self, company_id: u8, page: u8) -> Call<T>;"#,
        &[
            "no argument is named `compny_id`",
            "no argument is named `sort`",
        ],
    );
    check(
        r#"#[codat_endpoint(GET, "/<id>")] fn f(&self) -> Call<T>;"#,
        &["no argument is named `id`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/<id>")] fn f(&self, company: u8) -> Call<T>;"#,
        &["no argument is named `id`"],
    );
    check(
        r#"#[codat_endpoint(POST, "/a", data = "<bdy>", header("X") = "<x>")] fn f(&self, body: B) -> Call<T>;"#,
        &["no argument is named `bdy`", "no argument is named `x`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/<id>")] fn f(&self, _: u8) -> Call<T>;"#,
        &["the arguments of an endpoint need plain names"],
    );
}

/// What is proposed isn't sent already, and shares something with the name.
#[test]
fn mistake_15_says_which_argument_is_meant() {
    for (path, arguments, help) in [
        (
            "/<company_id>/<compny_id>",
            "company_id: u8",
            "add `compny_id` to the arguments; `company_id` is sent elsewhere already",
        ),
        (
            "/<compny_id>",
            "company_id: u8, company_id2: u8",
            "write `<company_id>`; the arguments are `company_id` and `company_id2`",
        ),
        (
            "/<x>/<y>",
            "z: u8",
            "add `x` to the arguments; the only one is `z`",
        ),
        (
            "/<self>",
            "",
            "write the name of an argument between `<` and `>`, such as `<company_id>`",
        ),
    ] {
        let source =
            format!("#[codat_endpoint(GET, \"{path}\")] fn f(&self, {arguments}) -> Call<T>;");
        let messages = messages(&expand_source(&source));
        assert!(
            messages[0].ends_with(&format!("help: {help}")),
            "{path}: {messages:?}"
        );
    }
}

#[test]
fn mistake_16_argument_never_sent() {
    check(
        r#"#[codat_endpoint(POST, "/a")] fn f(&self, company_id: u8, page: u8) -> Call<T>;"#,
        &[
            "the argument `company_id` is never sent",
            "the argument `page` is never sent",
        ],
    );
    check(
        r#"#[codat_endpoint(GET, "/a", timout = "1s")] fn f(&self, page: u8) -> Call<T>;"#,
        &[
            "unknown option `timout`",
            "the argument `page` is never sent",
        ],
    );
}

/// Nobody is told to put a key into a URL.
#[test]
fn mistake_16_secrets_stay_out_of_urls() {
    for (name, option, has, has_not) in [
        ("api_key", "", "remove it", "in the path"),
        ("access_token", "", "remove it", "the query"),
        ("page", "", "or `data = \"<page>\"`", "remove it"),
        ("page", ", data = \"<b>\"", "in the path", "or `data"),
        ("page", ", data = \"b\"", "in the path", "or `data"),
    ] {
        let source = format!(
            "#[codat_endpoint(POST, \"/a\"{option})] fn f(&self, {name}: u8, b: B) -> Call<T>;"
        );
        let messages = messages(&expand_source(&source));
        let message = messages
            .iter()
            .find(|message| message.starts_with(&format!("the argument `{name}`")))
            .unwrap();
        assert!(
            message.contains(has) && !message.contains(has_not),
            "{message}"
        );
    }
}

#[test]
fn mistake_16_not_told_of_a_second_time() {
    check(
        r#"#[codat_endpoint(GET, "/a/<id")] fn f(&self, page: u8) -> Call<T>;"#,
        &["placeholder is never closed"],
    );
    check(
        "#[codat_endpoint(GET)] fn f(&self, page: u8) -> Call<T>;",
        &["expected a path after `GET`"],
    );
    check(
        r#"#[codat_endpoint(POST, "/a", body = "<page>")] fn f(&self, page: u8) -> Call<T>;"#,
        &["unknown option `body`"],
    );
}

#[test]
fn mistake_18_argument_sent_twice() {
    check(
        r#"#[codat_endpoint(POST, "/a/<id>", data = "<id>")] fn f(&self, id: u8) -> Call<T>;"#,
        &["the argument `id` is sent in the path and as the body"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a?x=<id>&y=<id>")] fn f(&self, id: u8) -> Call<T>;"#,
        &["the argument `id` is sent twice in the query"],
    );
}

#[test]
fn fields_of_a_single_value() {
    check(
        r#"#[codat_endpoint(GET, "/a?<x..>")] fn f(&self, x: &str) -> Call<T>;"#,
        &["a single value has no fields to send"],
    );
}

#[test]
fn optional_body() {
    check(
        r#"#[codat_endpoint(POST, "/a", data = "<x>")] fn f(&self, x: &Option<B>) -> Call<T>;"#,
        &["a body can't be left out: `None` would be sent as `null`"],
    );
}

#[test]
fn mistake_22_optional_or_list_in_the_path() {
    check(
        r#"#[codat_endpoint(GET, "/a/<x>/<y>")] fn f(&self, x: Option<u8>, y: &[u8]) -> Call<T>;"#,
        &[
            "a segment of the path can't be left out",
            "a segment of the path holds one value",
        ],
    );
}
