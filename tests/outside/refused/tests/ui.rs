//! `TRYBUILD=overwrite cargo test` in this folder writes the `.stderr` files anew.

#[test]
fn ui() {
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}
