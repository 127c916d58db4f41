//! Commands that need Segue run in a build that has it: those that measure, with its peers, in a release build.

use crate::{
    Outcome,
    workspace::{run, shell},
};
use clap::Args;
use xshell::cmd;

/// What stands behind the command; the release build reads it.
#[derive(Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Measured {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    arguments: Vec<String>,
}

/// Runs the demonstration.
///
/// # Errors
/// Its own.
pub(crate) fn demo(measured: Measured) -> Outcome {
    #[cfg(feature = "measure")]
    if !cfg!(debug_assertions) {
        return crate::demo::run(parse("demo", measured));
    }
    again("demo", measured)
}

/// Runs the benchmark.
///
/// # Errors
/// Its own.
pub(crate) fn bench(measured: Measured) -> Outcome {
    #[cfg(feature = "measure")]
    if !cfg!(debug_assertions) {
        return crate::bench::run(&parse("bench", measured));
    }
    again("bench", measured)
}

/// Examines a database.
///
/// # Errors
/// Its own.
pub(crate) fn doctor(measured: Measured) -> Outcome {
    #[cfg(feature = "measure")]
    if !cfg!(debug_assertions) {
        return crate::doctor::run(&parse("doctor", measured));
    }
    again("doctor", measured)
}

/// Tortures. Nothing is measured: a debug build has all assertions.
///
/// # Errors
/// Its own.
#[cfg(feature = "torture")]
pub(crate) fn torture(measured: Measured) -> Outcome {
    crate::torture::run(&parse("torture", measured))
}

/// Tortures, in a build that can; on servers, where their libraries are installed.
///
/// # Errors
/// Its own.
#[cfg(not(feature = "torture"))]
pub(crate) fn torture(measured: Measured) -> Outcome {
    let (shell, arguments) = (shell()?, measured.arguments);
    let servers = !crate::libraries::features().is_empty();
    let features = if servers { "torture,servers" } else { "torture" };
    let build = ["--package", "xtask", "--no-default-features", "--features", features];
    run(cmd!(shell, "cargo run {build...} -- torture {arguments...}"))
}

/// The same command in a release build; with the libraries of servers only where one is named, since SQLite needs none.
fn again(command: &str, measured: Measured) -> Outcome {
    let (shell, arguments) = (shell()?, measured.arguments);
    let names_one =
        |argument: &String| ["://", "postgres", "mysql"].iter().any(|name| argument.contains(name));
    let features = if arguments.iter().any(names_one) { "measure,servers" } else { "measure" };
    let build = ["--release", "--package", "xtask", "--no-default-features", "--features", features];
    run(cmd!(shell, "cargo run {build...} -- {command} {arguments...}"))
}

/// Reads the arguments as `T` says; ends the process with an explanation where they do not fit.
#[cfg(any(feature = "measure", feature = "torture"))]
fn parse<T: clap::Parser>(command: &str, measured: Measured) -> T {
    let name = format!("cargo xtask {command}");
    T::parse_from(std::iter::once(name).chain(measured.arguments))
}
