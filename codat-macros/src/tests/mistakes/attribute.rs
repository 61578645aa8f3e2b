//! The method, the path, and what stands between the arguments.

use super::check;

#[test]
fn mistake_01_no_arguments() {
    check(
        "#[codat_endpoint] fn f(&self) -> Call<T>;",
        &["expected a method and a path"],
    );
    check(
        "#[codat_endpoint()] fn f(&self) -> Call<T>;",
        &["expected a method and a path"],
    );
}

#[test]
fn mistake_02_quoted_method() {
    check(
        r#"#[codat_endpoint("GET", "/a")] fn f(&self) -> Call<T>;"#,
        &["the method must be a bare word"],
    );
    check(
        r#"#[codat_endpoint(Method::POST, "/a")] fn f(&self) -> Call<T>;"#,
        &["the method must be a bare word"],
    );
    check(
        r#"#[codat_endpoint(method = "get", path = "/a")] fn f(&self) -> Call<T>;"#,
        &["the method must be a bare word", "the path has no name"],
    );
}

#[test]
fn method_and_path_in_one_text() {
    check(
        r#"#[codat_endpoint("GET /a/<id>")] fn f(&self, id: u8) -> Call<T>;"#,
        &["the method and the path are two arguments"],
    );
    check(
        r#"#[codat_endpoint("post /a", data = "<b>")] fn f(&self, b: B) -> Call<T>;"#,
        &["the method and the path are two arguments"],
    );
}

#[test]
fn path_in_two_texts() {
    for path in [r#""/a/", "/<id>?<page>""#, r#""/a/<id>" "?<page>""#] {
        check(
            &format!("#[codat_endpoint(GET, {path})] fn f(&self, id: u8, page: u8) -> Call<T>;"),
            &["the path is one string"],
        );
    }
}

#[test]
fn mistake_03_lower_case_method() {
    check(
        r#"#[codat_endpoint(get, "/a")] fn f(&self) -> Call<T>;"#,
        &["the method must be in upper case"],
    );
}

#[test]
fn mistake_04_unknown_method() {
    check(
        r#"#[codat_endpoint(FETCH, "/a")] fn f(&self) -> Call<T>;"#,
        &["`FETCH` is not a method that an endpoint can have"],
    );
    check(
        r#"#[codat_endpoint("PSOT", "/a")] fn f(&self) -> Call<T>;"#,
        &["`PSOT` is not a method that an endpoint can have"],
    );
    check(
        r#"#[codat_endpoint(42, "/a")] fn f(&self) -> Call<T>;"#,
        &["expected a method"],
    );
}

#[test]
fn path_is_given_to_the_method() {
    let one = &["expected `,` between the method and the path"][..];
    check(
        r#"#[codat_endpoint(GET = "/a/<id>")] fn f(&self, id: &str) -> Call<T>;"#,
        one,
    );
    check(
        r#"#[codat_endpoint(POST = "/a", data = "<b>")] fn f(&self, b: &B) -> Call<T>;"#,
        one,
    );
    check(
        r#"#[codat_endpoint(get = "/a")] fn f(&self) -> Call<T>;"#,
        &[
            "the method must be in upper case",
            "expected `,` between the method and the path",
        ],
    );
    check(
        r#"#[codat_endpoint(GET = PATH)] fn f(&self) -> Call<T>;"#,
        &[
            "expected `,` between the method and the path",
            "expected the path as a string literal",
        ],
    );
    check(
        r#"#[codat_endpoint(GET =)] fn f(&self) -> Call<T>;"#,
        &[
            "expected a method and a path before the options",
            "unknown option `GET`",
        ],
    );
}

#[test]
fn other_separators() {
    let between = &["expected `,` between the method and the path"][..];
    check(
        r#"#[codat_endpoint(POST: "/a", data = "<b>")] fn f(&self, b: &B) -> Call<T>;"#,
        between,
    );
    check(
        r#"#[codat_endpoint(POST("/a"))] fn f(&self) -> Call<T>;"#,
        &["the method takes no parentheses"],
    );
    check(
        r#"#[codat_endpoint(post("/a/<id>", data = "<b>"), retry = never)] fn f(&self, id: u8, b: &B) -> Call<T>;"#,
        &[
            "the method takes no parentheses",
            "the method must be in upper case",
        ],
    );
    check(
        r#"#[codat_endpoint(POST, "/a"; timeout = "1s"; retry: never)] fn f(&self) -> Call<T>;"#,
        &[
            "arguments are separated by `,`",
            "arguments are separated by `,`",
            "expected `=` after `retry`",
        ],
    );
    check(
        r#"#[codat_endpoint(GET, "/a" "/b")] fn f(&self) -> Call<T>;"#,
        &["the path is one string"],
    );
}

#[test]
fn path_comes_first() {
    let swapped = &["the method comes before the path"][..];
    for arguments in [
        r#"path = "/a", method = GET"#,
        r#"url = "/a", get"#,
        r#""/a", method = "GET""#,
        r#""/a", GET, header("X") = "get""#,
    ] {
        let source = format!("#[codat_endpoint({arguments})] fn f(&self) -> Call<T>;");
        check(&source, swapped);
    }
    check(
        r#"#[codat_endpoint("companies/<id>")] fn f(&self, id: u8) -> Call<T>;"#,
        &[
            "expected a method before the path",
            "the path must start with `/`",
        ],
    );
    check(
        r#"#[codat_endpoint(path = "/a", header("X") = "get")] fn f(&self) -> Call<T>;"#,
        &["expected a method before the path"],
    );
}

#[test]
fn mistake_05_no_path() {
    check(
        "#[codat_endpoint(GET)] fn f(&self, id: u8) -> Call<T>;",
        &["expected a path after `GET`"],
    );
    check(
        r#"#[codat_endpoint(GET, timeout = "1s")] fn f(&self) -> Call<T>;"#,
        &["expected a path after `GET`"],
    );
    check(
        r#"#[codat_endpoint(GET, header("A") = "b")] fn f(&self) -> Call<T>;"#,
        &["expected a path after `GET`"],
    );
}

#[test]
fn mistake_05_no_method() {
    check(
        r#"#[codat_endpoint("/a")] fn f(&self) -> Call<T>;"#,
        &["expected a method before the path"],
    );
    check(
        r#"#[codat_endpoint("/a", GET)] fn f(&self) -> Call<T>;"#,
        &["the method comes before the path"],
    );
    check(
        r#"#[codat_endpoint(timeout = "1s")] fn f(&self) -> Call<T>;"#,
        &["expected a method and a path before the options"],
    );
}

#[test]
fn mistake_06_path_is_not_a_literal() {
    check(
        "#[codat_endpoint(GET, PATH)] fn f(&self) -> Call<T>;",
        &["expected the path as a string literal"],
    );
    check(
        r#"#[codat_endpoint(GET, concat!("/a", "/b"))] fn f(&self) -> Call<T>;"#,
        &["expected the path as a string literal"],
    );
    check(
        r#"#[codat_endpoint(GET, b"/a")] fn f(&self) -> Call<T>;"#,
        &["expected the path as a string literal"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a"x)] fn f(&self) -> Call<T>;"#,
        &["expected the path as a string literal"],
    );
    check(
        "#[codat_endpoint(GET, /a/b)] fn f(&self) -> Call<T>;",
        &["expected the path as a string literal"],
    );
}

#[test]
fn missing_commas() {
    check(
        r#"#[codat_endpoint(GET "/a" retry = never auth = none)] fn f(&self) -> Call<T>;"#,
        &[
            "expected `,` between the method and the path",
            "expected `,` before this option",
            "expected `,` before this option",
        ],
    );
    check(
        r#"#[codat_endpoint(GET,, "/a",)] fn f(&self) -> Call<T>;"#,
        &["nothing stands before this `,`"],
    );
}
