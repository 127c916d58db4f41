//! Where there is no Unix, nothing is started. `unix.rs` has the same names.

use crate::problem::Problem;
use std::{io, path::Path, process::Command};

/// Whether servers can be started here.
///
/// # Errors
/// Always.
pub(crate) fn supported() -> Result<(), Problem> {
    Err(Problem::new(
        "servers for tests are started on Unix only; use the containers of `compose.yaml` instead",
    ))
}

/// Never reached.
pub(crate) fn run_as(_: &mut Command, _: u32, _: u32) {}

/// Never reached.
pub(crate) fn apart(_: &mut Command) {}

/// Never reached.
pub(crate) fn give(_: &Path, _: u32, _: u32) -> io::Result<()> {
    Ok(())
}

/// Never reached.
pub(crate) fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Never reached.
pub(crate) fn owner(_: &Path) -> io::Result<u32> {
    Ok(0)
}
