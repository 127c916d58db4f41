//! What must not compile, with the message that says so. What must compile is in `compiles/`: a case for it here would have
//! all of Segue built once more.
//!
//! Each case is a small program beside the message that the compiler gives for it. After a change that is wanted:
//! `TRYBUILD=overwrite cargo test -p segue-tests --test compile_fail`, and then read every message that changed: does
//! it say what to do?

/// The promises that the types and the derive make.
#[test]
fn what_must_not_compile_says_what_would() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("compile-fail/derive/*.rs");
    cases.compile_fail("compile-fail/query/*.rs");
}
