//! The item under the attribute.

use super::check;

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
        &["`#[codat_endpoint]` goes on a method of a trait, which has no visibility of its own"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] pub async fn f(&self) -> Call<T> {}"#,
        &["`#[codat_endpoint]` goes on a method of a trait, which has no visibility of its own"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] pub fn f(&self) -> Call<T>;"#,
        &["`#[codat_endpoint]` goes on a method of a trait, which has no visibility of its own"],
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
        &["an endpoint takes `&self`, so a free function can't be one"],
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
        &["`Call` takes one type, what the answer decodes to"],
    );
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&self) -> Call<A, B>;"#,
        &["`Call` takes one type, what the answer decodes to"],
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

#[test]
fn a_form_that_cannot_be_read() {
    check(
        r#"#[codat_endpoint(GET, "/a")] fn f(&self, x) -> Call<T>;"#,
        &["`#[codat_endpoint]` can't read this method: expected `:`"],
    );
}
