//! `cargo xtask test`: all tests of the workspace.

use crate::{
    Outcome, libraries,
    workspace::{self, shell},
};
use clap::Args;
use xshell::cmd;

/// Options of `test`.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Passed on to the test programs, such as a part of a name
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs all tests, on the servers whose libraries are installed too: of the units, of each package, of the documentation, and the conformance suite.
///
/// # Errors
/// Where one fails.
pub(crate) fn run(options: &Options) -> Outcome {
    let (shell, arguments, features) = (shell()?, &options.arguments, libraries::features());
    workspace::run(cmd!(shell, "cargo test --workspace --no-fail-fast {features...} -- {arguments...}"))
}
