//! What must not compile, and what the compiler says of it.

#[test]
fn mistakes_are_refused() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
