//! Which variables of the environment are settings of a database.

/// Those that are none: where the file is, and what the tests look at.
const OTHERS: &[&str] = &["SEGUE_CONFIG", "SEGUE_REQUIRE", "SEGUE_SWEEP"];
const OTHER_PREFIXES: &[&str] = &["SEGUE_TEST_", "SEGUE_TESTS_", "SEGUE_BENCH_", "SEGUE_SERVICES_"];

/// Whether the variable `name` says something of a database.
pub(super) fn is_setting(name: &str) -> bool {
    let other = OTHERS.contains(&name) || OTHER_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    name.starts_with("SEGUE_") && !other
}
