//! What only Unix has: accounts, modes, process groups. `elsewhere.rs` has the same names.

use crate::problem::Problem;
use std::{
    fs::{self, Permissions},
    io,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

/// Whether servers can be started here.
///
/// # Errors
/// Where they cannot.
pub(crate) fn supported() -> Result<(), Problem> {
    Ok(())
}

/// Makes the command run as another account, without the groups of this one. Only the superuser may.
pub(crate) fn run_as(command: &mut Command, user: u32, group: u32) {
    command.uid(user).gid(group);
}

/// Takes the command out of this process's group, so that an interrupt from the terminal is not meant for it.
pub(crate) fn apart(command: &mut Command) {
    command.process_group(0);
}

/// Gives a file away. Only the superuser may.
pub(crate) fn give(path: &Path, user: u32, group: u32) -> io::Result<()> {
    chown(path, Some(user), Some(group))
}

/// Says who may do what with a file.
pub(crate) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode))
}

/// Whose file it is.
pub(crate) fn owner(path: &Path) -> io::Result<u32> {
    Ok(fs::symlink_metadata(path)?.uid())
}
