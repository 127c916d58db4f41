//! The files of the workspace.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A file that people write.
#[derive(Debug)]
pub(super) struct File {
    /// Its path from the workspace's directory, with `/` between the parts.
    pub(super) path: String,
    /// What is in it.
    pub(super) text: String,
}

impl File {
    /// Whether it is Rust.
    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// Folders that hold nothing that people write.
const SKIPPED: &[&str] = &["target", ".git"];

/// The files that are text, in the order of their paths.
///
/// # Errors
/// Where a folder cannot be read.
pub(super) fn files(root: &Path) -> io::Result<Vec<File>> {
    let mut paths = Vec::new();
    walk(root, &mut paths)?;
    paths.sort();
    let read = paths.iter().filter_map(|path| {
        // Pictures and databases are no text, and nothing is checked in them.
        let text = fs::read_to_string(path).ok()?;
        let path = path.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/");
        Some(File { path, text })
    });
    Ok(read.collect())
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let skipped = SKIPPED.iter().any(|name| entry.file_name() == *name);
        match (skipped, entry.file_type()?.is_dir()) {
            (true, _) => {}
            (false, true) => walk(&entry.path(), paths)?,
            (false, false) => paths.push(entry.path()),
        }
    }
    Ok(())
}
