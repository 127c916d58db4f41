//! `cargo xtask ci`: the tests and the checks of what a change has to pass; `.ci/run` has the rest.

use crate::{Outcome, test, tidy};

/// Runs `test`, then `tidy`.
///
/// # Errors
/// The first failure's.
pub(crate) fn run() -> Outcome {
    test::run(&test::Options::default())?;
    tidy::run(&tidy::Options::default())
}
