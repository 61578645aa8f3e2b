//! What rustc says about wrong endpoints, and that right ones compile.
//!
//! `TRYBUILD=overwrite cargo test -p codat-tests --test ui` writes the `.stderr` files anew: read each before keeping it.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/fail/*/*.rs");
    cases.pass("ui/pass/*.rs");
}
