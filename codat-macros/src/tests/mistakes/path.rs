//! The template within the path's literal.

use super::check;

#[test]
fn mistake_07_no_leading_slash() {
    check(
        r#"#[codat_endpoint(GET, "companies/<id>")] fn f(&self, id: u8) -> Call<T>;"#,
        &["the path must start with `/`"],
    );
    check(
        r#"#[codat_endpoint(GET, "")] fn f(&self) -> Call<T>;"#,
        &["the path must start with `/`"],
    );
    check(
        r#"#[codat_endpoint(GET, "?a=1")] fn f(&self) -> Call<T>;"#,
        &["the path must start with `/`"],
    );
}

#[test]
fn mistake_08_host() {
    check(
        r#"#[codat_endpoint(GET, "https://api.codat.io/companies/<id>")] fn f(&self, id: u8) -> Call<T>;"#,
        &["the path holds a host, but the base URL belongs to the client"],
    );
    check(
        r#"#[codat_endpoint(GET, "https://api.codat.io")] fn f(&self) -> Call<T>;"#,
        &["the path holds a host, but the base URL belongs to the client"],
    );
}

#[test]
fn mistake_08_host_without_a_scheme() {
    for path in [
        "api.codat.io/companies",
        "//api.codat.io/companies",
        "localhost:8080/a",
        "{base}/companies",
        "<base_url>/a",
    ] {
        check(
            &format!("#[codat_endpoint(GET, \"{path}\")] fn f(&self) -> Call<T>;"),
            &["the path holds a host, but the base URL belongs to the client"],
        );
    }
}

#[test]
fn mistake_09_empty_segment() {
    check(
        r#"#[codat_endpoint(GET, "/companies//<id>/?a=1")] fn f(&self, id: u8) -> Call<T>;"#,
        &["the path has an empty segment"],
    );
    check(
        r#"#[codat_endpoint(GET, "/companies/")] fn f(&self) -> Call<T>;"#,
        &["the path ends in `/`"],
    );
    check(
        r#"#[codat_endpoint(GET, "//companies")] fn f(&self) -> Call<T>;"#,
        &["the path has an empty segment"],
    );
    check(
        r#"#[codat_endpoint(GET, "//")] fn f(&self) -> Call<T>;"#,
        &["the path has an empty segment"],
    );
}

#[test]
fn mistake_10_foreign_placeholder() {
    check(
        r#"#[codat_endpoint(GET, "/companies/{id}/:other?x={x}")] fn f(&self, id: u8) -> Call<T>;"#,
        &[
            "placeholders are written in angle brackets",
            "placeholders are written in angle brackets",
            "placeholders are written in angle brackets",
        ],
    );
}

#[test]
fn mistake_11_placeholder_never_closed() {
    check(
        r#"#[codat_endpoint(GET, "/companies/<company_id/connections")] fn f(&self, company_id: u8) -> Call<T>;"#,
        &["placeholder is never closed"],
    );
    check(
        r#"#[codat_endpoint(GET, "/companies/company_id>")] fn f(&self, company_id: u8) -> Call<T>;"#,
        &["placeholder is never opened"],
    );
    check(
        r#"#[codat_endpoint(GET, "/<a/b>?c=<d")] fn f(&self) -> Call<T>;"#,
        &["placeholder is never closed", "placeholder is never closed"],
    );
}

#[test]
fn mistake_12_placeholder_without_a_name() {
    check(
        r#"#[codat_endpoint(GET, "/companies/<>?<..>")] fn f(&self) -> Call<T>;"#,
        &["placeholder has no name", "placeholder has no name"],
    );
}

#[test]
fn mistake_13_placeholder_misnamed() {
    check(
        r#"#[codat_endpoint(GET, "/companies/<company-id>")] fn f(&self, company_id: u8) -> Call<T>;"#,
        &["`company-id` is not the name of an argument"],
    );
    check(
        r#"#[codat_endpoint(GET, "/companies/<companyId>")] fn f(&self, company_id: u8) -> Call<T>;"#,
        &["`companyId` is not the name of an argument"],
    );
    check(
        r#"#[codat_endpoint(GET, "/companies/<id?>/<_>")] fn f(&self) -> Call<T>;"#,
        &[
            "`id?` is not the name of an argument",
            "`_` is not the name of an argument",
        ],
    );
}

#[test]
fn mistake_14_placeholder_in_part_of_a_segment() {
    check(
        r#"#[codat_endpoint(GET, "/companies/a-<id>?x=a<b>")] fn f(&self, id: u8) -> Call<T>;"#,
        &[
            "a placeholder must fill a whole segment",
            "a placeholder must fill a whole value",
        ],
    );
    check(
        r#"#[codat_endpoint(GET, "/<a><b>")] fn f(&self) -> Call<T>;"#,
        &["a placeholder must fill a whole segment"],
    );
}

#[test]
fn mistake_14_braces_in_part_of_a_segment() {
    check(
        r#"#[codat_endpoint(GET, "/a/{id}.json")] fn f(&self, id: u8) -> Call<T>;"#,
        &["a placeholder must fill a whole segment"],
    );
}

#[test]
fn mistake_17_placeholder_twice() {
    check(
        r#"#[codat_endpoint(GET, "/a/<id>/b/<id>")] fn f(&self, id: u8) -> Call<T>;"#,
        &["`<id>` is used twice"],
    );
}

#[test]
fn field_of_an_argument() {
    check(
        r#"#[codat_endpoint(GET, "/a/<x.id>?page=<page=1>")] fn f(&self, x: B, page: u8) -> Call<T>;"#,
        &[
            "a placeholder names an argument, not a field of one",
            "`page=1` is not the name of an argument",
        ],
    );
}

#[test]
fn mistake_19_fields_not_last() {
    check(
        r#"#[codat_endpoint(GET, "/a/<filter..>")] fn f(&self, filter: F) -> Call<T>;"#,
        &["`<filter..>` stands for many parameters, so it can't be a segment"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a?<filter..>&a=1")] fn f(&self, filter: F) -> Call<T>;"#,
        &["`<filter..>` must come last in the query"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a?x=<filter..>")] fn f(&self, filter: F) -> Call<T>;"#,
        &["`<filter..>` takes no key: its fields are the keys"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a?<a..>&<b..>")] fn f(&self, a: F, b: F) -> Call<T>;"#,
        &["only one `..` is allowed in a query"],
    );
}

#[test]
fn mistake_20_character_not_allowed() {
    check(
        r#"#[codat_endpoint(GET, "/a b/c#d/é/%2/{x/\n?y z&a=1+1&é=<p>")] fn f(&self) -> Call<T>;"#,
        &[
            "a space can't stand in a path",
            "`#` starts a fragment, which is never sent",
            "`é` can't stand in a path as it is",
            "`%` has to be followed by two hexadecimal digits",
            "`{` can't stand in a path as it is",
            "a control character can't stand in a path",
            "a space can't stand in a query",
            "`+` is ambiguous in a query: some servers read a space",
            "`é` can't stand in a query as it is",
        ],
    );
    check(
        r#"#[codat_endpoint(GET, "/a/../%2e")] fn f(&self) -> Call<T>;"#,
        &[
            "`..` would lead out of the path",
            "`%2e` would lead out of the path",
        ],
    );
}

#[test]
fn mistake_20_comparison_in_the_query() {
    check(
        r#"#[codat_endpoint(GET, "/a?query=total>100&q=a<=5")] fn f(&self) -> Call<T>;"#,
        &[
            "`>` can't stand in a query as it is",
            "`<` can't stand in a query as it is",
        ],
    );
    check(
        r#"#[codat_endpoint(GET, "/a?b=<b&c=c>")] fn f(&self, b: u8, c: u8) -> Call<T>;"#,
        &["placeholder is never closed", "placeholder is never opened"],
    );
}

#[test]
fn mistake_20_space_around_the_path() {
    check(
        r#"#[codat_endpoint(GET, " /a/<id> ")] fn f(&self, id: u8) -> Call<T>;"#,
        &["the path starts or ends with a space"],
    );
}

#[test]
fn query_is_separated_otherwise() {
    check(
        r#"#[codat_endpoint(GET, "/a&page=<page>&x=1")] fn f(&self, page: u8) -> Call<T>;"#,
        &["the query starts with `?`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a?page=<page>?size=<size>,x=1")] fn f(&self, page: u8, size: u8) -> Call<T>;"#,
        &[
            "parameters are separated by `&`",
            "parameters are separated by `&`",
        ],
    );
    check(
        r#"#[codat_endpoint(GET, "/a&b=c?d=e?f")] fn f(&self) -> Call<T>;"#,
        &[],
    );
}

#[test]
fn mistake_21_repeated_key_of_a_faulty_parameter() {
    check(
        r#"#[codat_endpoint(GET, "/a?x=a+b&x=2&y=<y>&y={y}")] fn f(&self, y: u8) -> Call<T>;"#,
        &[
            "the key `x` is given twice",
            "`+` is ambiguous in a query: some servers read a space",
            "the key `y` is given twice",
            "placeholders are written in angle brackets",
        ],
    );
}

#[test]
fn mistake_21_repeated_key() {
    check(
        r#"#[codat_endpoint(GET, "/a?x=1&x=<x>&x")] fn f(&self, x: u8) -> Call<T>;"#,
        &["the key `x` is given twice", "the key `x` is given twice"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a?<x>&<x>")] fn f(&self, x: u8) -> Call<T>;"#,
        &["the key `x` is given twice"],
    );
}

#[test]
fn empty_query_parts() {
    check(
        r#"#[codat_endpoint(GET, "/a?")] fn f(&self) -> Call<T>;"#,
        &["the query is empty"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a?&a=1&&b=2&")] fn f(&self) -> Call<T>;"#,
        &["the query has an empty parameter"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a?=1&<k>=v")] fn f(&self) -> Call<T>;"#,
        &[
            "the parameter has no key",
            "an argument can give the value of a parameter, not its key",
        ],
    );
}
