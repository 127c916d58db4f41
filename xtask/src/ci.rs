//! `cargo xtask ci`: what a change has to pass.

use crate::{Outcome, test, tidy};

/// Runs `test`, then `tidy`.
///
/// # Errors
/// The first failure's.
pub(crate) fn run() -> Outcome {
    test::run(&test::Options::default())?;
    tidy::run(&tidy::Options::default())
}
