//! `cargo xtask conformance`: the suite that every backend is put through.

use crate::{
    Outcome,
    workspace::{self, shell},
};
use clap::Args;
use xshell::cmd;

/// Options of `conformance`.
#[derive(Args)]
pub(crate) struct Options {
    /// A part of the names of the cases to run, and options of the runner, such as `--list`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the suite.
///
/// # Errors
/// Where a case fails.
pub(crate) fn run(options: &Options) -> Outcome {
    let (shell, arguments) = (shell()?, &options.arguments);
    workspace::run(cmd!(shell, "cargo test --package segue-tests --test conformance -- {arguments...}"))
}
