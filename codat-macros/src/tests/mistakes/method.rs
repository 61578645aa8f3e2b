//! The item under the attribute.

use super::{check, expand_source, messages};

#[test]
fn mistake_31_not_a_method() {
    check(
        r#"#[codat_endpoint(GET, "/a")] struct S;"#,
        &["`#[codat_endpoint]` can't be on a struct"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] #[derive(Debug)] pub(crate) enum E { A }"#,
        &["`#[codat_endpoint]` can't be on an enum"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] unsafe impl Tr for S {}"#,
        &["`#[codat_endpoint]` can't be on an `impl` block"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] pub trait Tr {}"#,
        &["`#[codat_endpoint]` can't be on a whole trait"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] mod m;"#,
        &["`#[codat_endpoint]` can't be on a module"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] const A: u8 = 1;"#,
        &["`#[codat_endpoint]` can't be on a constant"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] extern "C" {}"#,
        &["`#[codat_endpoint]` can't be on an `extern` block"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] type T = u8;"#,
        &["`#[codat_endpoint]` can't be on a type"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] some_macro!();"#,
        &["`#[codat_endpoint]` can't be on this item"],
    );
}

#[test]
fn mistake_31_visibility() {
    check(
        r#"#[codat_endpoint(GET, "/a")] pub fn f() -> Call<T> {}"#,
        &["a free function can't be an endpoint"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] pub async fn f(&self) -> Call<T> {}"#,
        &["an endpoint is declared in a trait, without `pub` and without a body"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] pub fn f(&self) -> Call<T>;"#,
        &["a trait's method has no visibility"],
    );
}

#[test]
fn mistake_32_receiver() {
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f() -> Call<T>;"#,
        &["an endpoint takes `&self`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&mut self) -> Call<T>;"#,
        &["an endpoint takes `&self`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(self) -> Call<T>;"#,
        &["an endpoint takes `&self`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(self: Arc<Self>) -> Call<T>;"#,
        &["an endpoint takes `&self`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f() -> Call<T> {}"#,
        &["a free function can't be an endpoint"],
    );
}

#[test]
fn mistake_33_argument_without_a_name() {
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&self, _: u8, mut y: u8, (a, b): (u8, u8)) -> Call<T>;"#,
        &[
            "the arguments of an endpoint need plain names",
            "the arguments of an endpoint need plain names",
            "the arguments of an endpoint need plain names",
        ],
    );
}

#[test]
fn mistake_34_generic_method() {
    check(
        r#"#[codat_endpoint(GET, "/a/<x>/<y>")] fn f<T: Display, const N: usize>(&self, x: T, y: &impl Display) -> Call<T>;"#,
        &[
            "an endpoint can't have a type parameter: the trait would not work as `dyn`",
            "an endpoint can't have a const parameter: the trait would not work as `dyn`",
            "an endpoint can't take `impl Trait`: the trait would not work as `dyn`",
        ],
    );
}

#[test]
fn mistake_35_no_return_type() {
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&self);"#,
        &["`f` returns nothing"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] async fn f(&self);"#,
        &["`f` returns nothing"],
    );
}

#[test]
fn mistake_36_other_return_type() {
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&self) -> Result<T, E>;"#,
        &["an endpoint returns a `Call`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&self) -> Call;"#,
        &["`Call` takes one type, what the response decodes to"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&self) -> Call<A, B>;"#,
        &["`Call` takes one type, what the response decodes to"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] async fn f(&self) -> Company;"#,
        &["an `async` endpoint returns a `Result`"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&self) -> impl Future<Output = u8>;"#,
        &["an endpoint returns a `Call`"],
    );
}

/// The answer that was meant is written out, where it is known.
#[test]
fn mistake_36_says_the_type_to_write() {
    for (signature, help) in [
        (
            "fn f(&self) -> Vec<String>",
            "write `-> codat_client::Call<Vec<String>>`",
        ),
        (
            "fn f(&self) -> Result<(A, B), E>",
            "write `-> codat_client::Call<(A, B)>`",
        ),
        (
            "fn f(&self) -> Result<Call<A>, E>",
            "write `-> codat_client::Call<A>`",
        ),
        (
            "fn f(&self) -> impl Future<Output = Result<A, E>> + Send",
            "write `-> codat_client::Call<A>`",
        ),
        (
            "fn f(&self) -> Pin<Box<dyn Future<Output = A> + 'a>>",
            "write `-> codat_client::Call<A>`",
        ),
        (
            "fn f(&self) -> futures::future::BoxFuture<'static, A>",
            "write `-> codat_client::Call<A>`",
        ),
        (
            "fn f(&self) -> impl Sized",
            "write `-> codat_client::Call<T>`, where `T` is what the response decodes to",
        ),
        ("fn f(&self) -> Call<A, B>", "write `codat_client::Call<A>`"),
        (
            "async fn f(&self) -> Call<A>",
            "remove `async`, or write `-> codat_client::Result<A>`",
        ),
        (
            "async fn f(&self)",
            "write `-> codat_client::Result<()>`, or what the response decodes to in place of `()`",
        ),
        (
            "fn f(&self) -> io::Result<A>",
            "write `-> codat_client::Call<A>`",
        ),
        (
            "fn f(&self) -> ApiCall<A>",
            "write `codat_client::Call<A>` itself: a macro can't see through an alias",
        ),
        (
            "async fn f(&self) -> Vec<A>",
            "write `-> codat_client::Result<Vec<A>>`, or `-> codat_client::Call<Vec<A>>` without `async`",
        ),
        (
            "async fn f(&self) -> SearchResult",
            "write `-> codat_client::Result<SearchResult>`, or `-> codat_client::Call<SearchResult>` without `async`",
        ),
        (
            "async fn f(&self) -> ApiResult<A>",
            "write `codat_client::Result<A>` itself: a macro can't see through an alias",
        ),
        ("fn f(&self) -> Call<Vec<&str>>", "write `String`"),
        ("fn f(&self) -> Call<str>", "write `String`"),
        ("fn f(&self) -> Call<Option<&'a A>>", "write an owned type"),
        (
            "fn f(&self) -> Call<Result<A, E>>",
            "write `codat_client::Call<A>`",
        ),
        ("async fn f(&self) -> Result<&str>", "write `String`"),
        (
            "async fn f(&self) -> Result<Result<A>>",
            "write `codat_client::Result<A>`",
        ),
        (
            "async fn f(&self) -> Result<Call<A>>",
            "write `codat_client::Result<A>`",
        ),
        ("fn f(&self) -> Call<impl Sized>", "write the type itself"),
    ] {
        let messages = messages(&expand_source(&format!(
            "#[codat_endpoint(GET, \"/a\")] {signature};"
        )));
        let [message] = messages.as_slice() else {
            panic!("{signature}: {messages:?}");
        };
        assert!(
            message.ends_with(&format!("help: {help}")),
            "{signature}: {message}"
        );
    }
}

/// What is proposed compiles where the crate has another name, too.
#[test]
fn mistake_36_names_the_crate() {
    let source = r#"#[codat_endpoint(GET, "/a", crate = ::codat)] fn f(&self) -> A;"#;
    let messages = messages(&expand_source(source));
    assert!(
        messages[0].ends_with("help: write `-> ::codat::Call<A>`"),
        "{messages:?}"
    );
}

#[test]
fn rewritten_by_async_trait() {
    check(
        r#"#[codat_endpoint(GET, "/a/<x>")] fn f<'life0, 'async_trait>(&'life0 self, x: u8) -> Pin<Box<dyn Future<Output = A> + Send + 'async_trait>> where 'life0: 'async_trait;"#,
        &["an endpoint can't be in an `#[async_trait]`"],
    );
}

/// A free function without a body can't be told from a method.
#[test]
fn client_as_an_argument() {
    for (arguments, help) in [
        (
            "client: &Client",
            "an endpoint is a method of a trait: write `&self` in place of the client",
        ),
        (
            "&self, client: &codat_client::Client",
            "remove it: the client is `self`",
        ),
        (
            "",
            "an endpoint is a method of a trait: write `&self` as its first argument",
        ),
    ] {
        let source =
            format!("#[codat_endpoint(GET, \"/a\")] async fn f({arguments}) -> Result<A>;");
        let messages = messages(&expand_source(&source));
        assert_eq!(messages.len(), 1, "{arguments}: {messages:?}");
        assert!(
            messages[0].ends_with(&format!("help: {help}")),
            "{messages:?}"
        );
    }
}

/// Callers of an alias count on what it stands for.
#[test]
fn mistake_36_an_alias_of_a_call_is_kept() {
    let expansion = expand_source(r#"#[codat_endpoint(GET, "/a")] fn f(&self) -> ApiCall<A>;"#);
    let expansion = expansion.to_string();
    assert!(
        expansion.starts_with("fn f (& self) -> ApiCall < A > {"),
        "{expansion}"
    );
}

/// Types of the user's own that have a known name, and such that decode as a `&'static`.
#[test]
fn mistake_36_unknown_types_are_left_to_rustc() {
    for answer in [
        "search::Result<A>",
        "Result",
        "my::Call<A>",
        "&'static Country",
    ] {
        check(
            &format!("#[codat_endpoint(GET, \"/a\")] fn f(&self) -> Call<{answer}>;"),
            &[],
        );
    }
}

#[test]
fn mistake_37_async_call() {
    check(
        r#"#[codat_endpoint(GET, "/a")] async fn f(&self) -> Call<T>;"#,
        &["a `Call` is a future already"],
    );
}

#[test]
fn mistake_38_body_in_the_source() {
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&self) -> Call<T> { todo!() }"#,
        &["the attribute writes the body of an endpoint"],
    );
}

#[test]
fn mistake_41_attribute_twice() {
    check(
        r#"#[codat_endpoint(GET, "/a")] #[codat_client::codat_endpoint(GET, "/b")] fn f(&self) -> Call<T>;"#,
        &["this method is an endpoint already"],
    );
}

#[test]
fn mistake_43_qualifiers() {
    check(
        r#"#[codat_endpoint(GET, "/a")] const unsafe extern "C" fn f(&self) -> Call<T>;"#,
        &[
            "an endpoint can't be `const`",
            "an endpoint can't be `unsafe`",
            "an endpoint can't be `extern`",
        ],
    );
}

#[test]
fn conditional_argument() {
    check(
        r#"#[codat_endpoint(GET, "/a/<x>")] fn f(&self, #[cfg(test)] x: u8) -> Call<T>;"#,
        &["an argument of an endpoint can't be conditional"],
    );
}

/// Each is told of once.
#[test]
fn places_on_the_arguments() {
    for (attribute, help) in [
        (
            "#[path]",
            "remove it: `<x>` in the path says where the argument is sent",
        ),
        (
            "#[query(\"pageSize\")]",
            "remove it: `pageSize=<x>` in the query says where the argument is sent",
        ),
        (
            "#[query]",
            "remove it: `<x>` in the query says where the argument is sent",
        ),
        (
            "#[body]",
            "remove it: `data = \"<x>\"` says where the argument is sent",
        ),
        (
            "#[header(\"X-Who\")]",
            "remove it: `header(\"X-Who\") = \"<x>\"` says where the argument is sent",
        ),
    ] {
        let source =
            format!("#[codat_endpoint(POST, \"/a\")] fn f(&self, {attribute} x: u8) -> Call<T>;");
        let expansion = expand_source(&source);
        let messages = messages(&expansion);
        assert_eq!(messages.len(), 1, "{attribute}: {messages:?}");
        assert!(
            messages[0].ends_with(&format!("help: {help}")),
            "{messages:?}"
        );
        assert!(
            expansion.to_string().starts_with("fn f (& self , x : u8)"),
            "{expansion}"
        );
    }
}

#[test]
fn conditional_argument_that_is_never_sent() {
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&self, #[cfg(test)] x: u8) -> Call<T>;"#,
        &["an argument of an endpoint can't be conditional"],
    );
}

#[test]
fn a_form_that_cannot_be_read() {
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&self, x) -> Call<T>;"#,
        &["`#[codat_endpoint]` can't read this method: expected `:`"],
    );
}
