//! What rustc says about wrong endpoints. What only the macro says is in `codat-macros/src/tests/cases`.
//!
//! `TRYBUILD=overwrite cargo test -p codat-tests --test ui` writes the `.stderr` files anew: read each before keeping it.

#[test]
fn ui() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}
