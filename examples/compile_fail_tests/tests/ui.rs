//! Code that must not compile, and the compiler's messages.

#[test]
fn mistakes_are_refused() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
