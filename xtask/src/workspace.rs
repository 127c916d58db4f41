//! The workspace, and commands that run in it.

use crate::Outcome;
use std::path::{Path, PathBuf};
use xshell::{Cmd, Shell};

/// The workspace's directory: the one above this package's.
pub(crate) fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let package = package.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    package.parent().map(Path::to_path_buf).unwrap_or(package)
}

/// A shell in the workspace's directory.
///
/// # Errors
/// Where there is no working directory.
pub(crate) fn shell() -> Result<Shell, xshell::Error> {
    let shell = Shell::new()?;
    shell.change_dir(root());
    Ok(shell)
}

/// Prints the command, and runs it.
///
/// # Errors
/// Where it cannot be started, or fails.
pub(crate) fn run(command: Cmd<'_>) -> Outcome {
    eprintln!("$ {command}");
    // xshell would print it as well, to the same place, but not in the same way everywhere.
    Ok(command.quiet().run()?)
}

/// Prints the command, runs it, and gives back what it wrote.
///
/// # Errors
/// Where it cannot be started, or fails.
pub(crate) fn read(command: Cmd<'_>) -> Result<String, xshell::Error> {
    eprintln!("$ {command}");
    command.quiet().read()
}
