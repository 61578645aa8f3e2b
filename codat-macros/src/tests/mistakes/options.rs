//! What comes behind the path.

use super::{check, expand_source, messages};

#[test]
fn mistake_23_body_without_brackets() {
    check(
        r#"#[codat_endpoint(POST, "/a", data = "body")] fn f(&self, body: &B) -> Call<T>;"#,
        &["the argument is written in angle brackets"],
    );
    check(
        r#"#[codat_endpoint(POST, "/a", data = body)] fn f(&self, body: &B) -> Call<T>;"#,
        &["expected the body's argument in quotes and angle brackets"],
    );
    check(
        r#"#[codat_endpoint(POST, "/a", data("<body>"))] fn f(&self, body: &B) -> Call<T>;"#,
        &["expected the body's argument in quotes and angle brackets"],
    );
    check(
        r#"#[codat_endpoint(POST, "/a", data = "<body")] fn f(&self, body: &B) -> Call<T>;"#,
        &["placeholder is never closed"],
    );
    check(
        r#"#[codat_endpoint(POST, "/a", data)] fn f(&self) -> Call<T>;"#,
        &["`data` lacks its value"],
    );
}

#[test]
fn body_in_another_form() {
    let both = "send one struct that holds `a` and `b`";
    for (option, help) in [
        ("data = (\"<a>\", \"<b>\")", both),
        ("data = \"<a>, <b>\"", both),
        ("data = \"<invoice.id>\"", "write `\"<invoice>\"`"),
        ("data = \"<page=1>\"", "write `\"<page>\"`"),
        ("data", "write `data = \"<x>\"`"),
        ("data = &invoice", "write `data = \"<invoice>\"`"),
    ] {
        let source = format!(
            "#[codat_endpoint(POST, \"/a\", {option}, header(\"Y\") = \"<y>\")] fn f(&self, x: B, y: B) -> Call<T>;"
        );
        let messages = messages(&expand_source(&source));
        let messages: Vec<_> = messages
            .iter()
            .filter(|message| !message.contains("never sent"))
            .collect();
        assert_eq!(messages.len(), 1, "{option}: {messages:?}");
        assert!(messages[0].ends_with(help), "{option}: {messages:?}");
    }
}

#[test]
fn mistake_24_two_bodies() {
    check(
        r#"#[codat_endpoint(POST, "/a", data = "<a>", data = "<b>")] fn f(&self, a: &B, b: &B) -> Call<T>;"#,
        &[
            "two bodies: only one `data` is allowed",
            "the first body is here",
        ],
    );
}

#[test]
fn mistake_25_body_on_get() {
    check(
        r#"#[codat_endpoint(GET, "/a", data = "<a>")] fn f(&self, a: &B) -> Call<T>;"#,
        &["a `GET` request carries no body"],
    );
    check(
        r#"#[codat_endpoint(head, "/a", data = "<a>")] fn f(&self, a: &B) -> Call<T>;"#,
        &[
            "the method must be in upper case",
            "a `HEAD` request carries no body",
        ],
    );
}

#[test]
fn mistake_26_unknown_option() {
    check(
        r#"#[codat_endpoint(GET, "/a", timout = "30s", json = "<a>", "x")] fn f(&self, a: &B) -> Call<T>;"#,
        &[
            "unknown option `timout`",
            "unknown option `json`",
            "expected an option",
        ],
    );
}

#[test]
fn options_whose_place_is_elsewhere() {
    for (option, place) in [
        (
            "retries = 3",
            "`retry = always`; to set how often, pass a `RetryConfig`",
        ),
        (
            "max_retries = 3",
            "pass a `RetryConfig` to `ClientBuilder::retries`",
        ),
        (
            "retry = 3",
            "pass a `RetryConfig` to `ClientBuilder::retries`",
        ),
        ("idempotent", "a POST or PATCH carries a key anyway"),
        ("idempotency_key = \"<k>\"", "`Call::idempotency_key`"),
        ("query = \"<x>\"", "write it in the path"),
        ("payload = \"<x>\"", "write `data = \"<x>\"`"),
        ("json = invoice", "write `data = \"<invoice>\"`"),
        ("body = Json<Invoice>", "write `data = \"<body>\"`"),
        (
            "form = \"<x>\"",
            "write `data = \"<x>\"`, and take a `codat_client::body::Form`",
        ),
        ("multipart = \"<x>\"", "`codat_client::body::Multipart`"),
        ("form = \"<x>\"", "`codat_client::body::Form`"),
        ("no_auth", "write `auth = none`"),
        ("name = \"x\"", "the name of its method"),
        ("deprecated", "`#[deprecated]` above the method"),
        (
            "deprecated(note = \"x\")",
            "`#[deprecated]` above the method",
        ),
    ] {
        let source = format!("#[codat_endpoint(POST, \"/a\", {option})] fn f(&self) -> Call<T>;");
        let messages = messages(&expand_source(&source));
        let [message] = messages.as_slice() else {
            panic!("{option}: {messages:?}");
        };
        assert!(message.contains(place), "{option}: {message}");
    }
}

/// What is wanted isn't turned into its opposite.
#[test]
fn options_are_not_turned_round() {
    let auth = "remove it: the client's credentials are sent";
    let retries = "to set how often, pass a `RetryConfig`";
    for (option, help) in [
        ("auth = true", auth),
        ("auth", auth),
        ("auth = \"bearer\"", auth),
        ("auth(basic)", auth),
        ("auth(none)", "write `auth = none`"),
        ("auth = false", "write `auth = none`"),
        ("auth = nnone", "write `auth = none`"),
        ("retry", retries),
        ("retry = true", retries),
        ("retry = 3", retries),
        ("retry(max = 3)", retries),
        ("retry = false", "write `retry = never`"),
        ("retry = \"none\"", "write `retry = never`"),
        ("retry = 0", "write `retry = never`"),
        ("retry(always)", "write `retry = always`"),
        ("errors = 409", "write `errors(409)`"),
        (
            "errors = [400, 404]",
            "write `errors(400)`; every endpoint has the others already",
        ),
        ("errors(\"400\")", "write `errors(400)`"),
        ("errors(404, \"404\")", "remove it: every endpoint has 401"),
        (
            "errors(4XX)",
            "write each status by its number, such as `errors(400, 409)`",
        ),
        ("errors = 200", "remove it: every 2XX is a success"),
        ("errors(204)", "remove it: every 2XX is a success"),
        ("status = 200", "remove it: every 2XX is a success"),
        ("statuses(400, 409)", "write `errors(400, 409)`"),
        (
            "content_type = \"a/b\"",
            "write `header(\"Content-Type\") = \"…\"`",
        ),
        (
            "base_url = \"x\"",
            "remove it: `ClientBuilder::base_url` sets it",
        ),
        ("response = A", "remove it: the return type says"),
    ] {
        let source = format!("#[codat_endpoint(POST, \"/a\", {option})] fn f(&self) -> Call<T>;");
        let messages = messages(&expand_source(&source));
        let message = messages.last().unwrap();
        assert!(message.contains(help), "{option}: {message}");
    }
}

#[test]
fn mistake_27_option_twice() {
    check(
        r#"#[codat_endpoint(GET, "/a", timeout = "30s", timeout = "31s", retry = never, retry = never)] fn f(&self) -> Call<T>;"#,
        &["`timeout` is given already", "`retry` is given already"],
    );
}

#[test]
fn mistake_28_header_name() {
    check(
        r#"#[codat_endpoint(GET, "/a", header("X Y") = "a", header("If-Match:") = "b", header("") = "c", header(Name) = "d")] fn f(&self) -> Call<T>;"#,
        &[
            "a header's name has no spaces",
            "`:` can't stand in a header's name",
            "the header has no name",
            "expected the header's name in quotes",
        ],
    );
}

#[test]
fn mistake_29_reserved_header() {
    check(
        r#"#[codat_endpoint(GET, "/a", header("Authorization") = "<x>", header("idempotency-key") = "a", header("HOST") = "b")] fn f(&self, x: &str) -> Call<T>;"#,
        &[
            "`Authorization` is not a header that an endpoint can set",
            "`idempotency-key` is not a header that an endpoint can set",
            "`HOST` is not a header that an endpoint can set",
        ],
    );
}

#[test]
fn header_twice() {
    check(
        r#"#[codat_endpoint(GET, "/a", header("If-Match") = "a", header("if-match") = "b")] fn f(&self) -> Call<T>;"#,
        &["the header `if-match` is given already"],
    );
}

#[test]
fn header_value() {
    check(
        r#"#[codat_endpoint(GET, "/a", header("A") = "Bearer <y>", header("B") = "é", header("C") = " a", header("D") = "", header("E") = etag, header("F") = "<x", header("G"))] fn f(&self, y: &str, etag: &str) -> Call<T>;"#,
        &[
            "the value is either one argument or a fixed string",
            "a header's value holds visible ASCII characters only",
            "a header's value doesn't start or end with a space",
            "the header has no value",
            "expected the header's value in quotes",
            "placeholder is never closed",
            "`header` has another form",
        ],
    );
}

#[test]
fn header_value_with_a_placeholder_of_others() {
    check(
        r#"#[codat_endpoint(GET, "/a", header("A") = "{x}", header("B") = ":y", header("C") = "Bearer {z}")] fn f(&self, x: u8, y: u8, z: u8) -> Call<T>;"#,
        &[
            "placeholders are written in angle brackets",
            "placeholders are written in angle brackets",
            "the value is either one argument or a fixed string",
        ],
    );
    check(
        r#"#[codat_endpoint(GET, "/a", header("A") = "{\"a\": 1}", header("B") = "a > 1", header("C") = "<https://a.b/c>; rel=next")] fn f(&self) -> Call<T>;"#,
        &[],
    );
}

/// The form that is proposed is right itself.
#[test]
fn header_in_another_form() {
    for (option, help) in [
        (
            r#"header("Authorization", "Bearer <x>")"#,
            "remove the header and the argument `x`: the client's credentials set it; `auth = none` leaves it out",
        ),
        (
            r#"header("Authorization") = "Bearer <x>""#,
            "remove the header and the argument `x`: the client's credentials set it; `auth = none` leaves it out",
        ),
        (
            r#"headers("X-A" = "<x>")"#,
            r#"write `header("X-A") = "<x>"`"#,
        ),
        (r#"header("X-A" = x)"#, r#"write `header("X-A") = "<x>"`"#),
        (
            r#"header = [("X-A", "<x>"), ("Accept", "a/b")]"#,
            r#"write `header("X-A") = "<x>"`, `header("Accept") = "a/b"`"#,
        ),
        (
            r#"header("X-A", "a <x>")"#,
            r#"write `header("X-A") = "<x>"`"#,
        ),
        (r#"header("X-A: {x}")"#, r#"write `header("X-A") = "<x>"`"#),
        (
            r#"header("X-A", "<x>")"#,
            r#"write `header("X-A") = "<x>"`"#,
        ),
        (
            r#"header = "<x>""#,
            r#"write `header("Name") = "<argument>"`"#,
        ),
    ] {
        let source =
            format!("#[codat_endpoint(GET, \"/a\", {option})] fn f(&self, x: u8) -> Call<T>;");
        let messages = messages(&expand_source(&source));
        let [message] = messages.as_slice() else {
            panic!("{option}: {messages:?}");
        };
        assert!(
            message.ends_with(&format!("help: {help}")),
            "{option}: {message}"
        );
    }
}

#[test]
fn mistake_30_timeout() {
    check(
        r#"#[codat_endpoint(GET, "/a", timeout = "soon")] fn f(&self) -> Call<T>;"#,
        &["`soon` is not a duration"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a", timeout = 30s)] fn f(&self) -> Call<T>;"#,
        &["expected a duration in quotes"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a", timeout = "0s")] fn f(&self) -> Call<T>;"#,
        &["a timeout can't be zero"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a", timeout)] fn f(&self) -> Call<T>;"#,
        &["`timeout` lacks its value"],
    );
}

#[test]
fn retry_and_auth() {
    check(
        r#"#[codat_endpoint(GET, "/a", retry = "never", auth = basic)] fn f(&self) -> Call<T>;"#,
        &["`retry` takes a bare word", "`auth` can't be `basic`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a", retry = 3, auth(none))] fn f(&self) -> Call<T>;"#,
        &["`retry` takes a bare word", "`auth` has another form"],
    );
}

#[test]
fn crate_path() {
    check(
        r#"#[codat_endpoint(GET, "/a", crate = "not a path")] fn f(&self) -> Call<T>;"#,
        &["expected the path of the crate `codat_client`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a", crate = 1)] fn f(&self) -> Call<T>;"#,
        &["expected the path of the crate `codat_client`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a", crate(codat))] fn f(&self) -> Call<T>;"#,
        &["`crate` has another form"],
    );
}

#[test]
fn mistake_42_statuses() {
    check(
        r#"#[codat_endpoint(GET, "/a", errors(200, foo, 404, 409, 409))] fn f(&self) -> Call<T>;"#,
        &[
            "200 is not an error status",
            "expected a status as a number",
            "the status 404 is documented for every endpoint",
            "the status 409 is given already",
        ],
    );
    check(
        r#"#[codat_endpoint(GET, "/a", errors = 409)] fn f(&self) -> Call<T>;"#,
        &["`errors` has another form"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a", errors())] fn f(&self) -> Call<T>;"#,
        &["`errors` has another form"],
    );
}
