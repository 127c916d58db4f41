//! Backends can be read side by side.

use super::{finding::Finding, source::File};

/// What every backend has.
const EVERY: &[&str] = &["backend.rs", "connection.rs", "lib.rs"];

/// What every backend over a driver has besides: the bridge has no driver, and so no SQL of its own.
const OVER_A_DRIVER: &[&str] = &[
    "pool.rs",
    "sqlite/bind.rs",
    "sqlite/connect.rs",
    "sqlite/error.rs",
    "sqlite/mod.rs",
    "sqlite/row.rs",
    "postgres/bind.rs",
    "postgres/connect.rs",
    "postgres/error.rs",
    "postgres/mod.rs",
    "postgres/row.rs",
    "mysql/bind.rs",
    "mysql/connect.rs",
    "mysql/error.rs",
    "mysql/mod.rs",
    "mysql/row.rs",
];

/// The backends, and what each has.
const BACKENDS: &[(&str, &[&[&str]])] = &[
    ("backend-sync", &[EVERY, OVER_A_DRIVER]),
    ("backend-threaded", &[EVERY]),
    ("backend-native", &[EVERY, OVER_A_DRIVER]),
];

/// Checks that each backend has the files that its peers have.
pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let there = |path: &String| files.iter().any(|file| file.path == *path);
    let wanted = BACKENDS.iter().flat_map(|(backend, groups)| {
        groups.iter().copied().flatten().map(move |name| format!("{backend}/src/{name}"))
    });
    let missing = wanted.filter(|path| !there(path));
    let message = "missing, though the other backends have it; the same thing has the same name in each";
    missing.map(|path| Finding::new(&path, 0, message)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that one backend lacks is named.
    #[test]
    fn missing_files_are_found() {
        let all = BACKENDS.iter().flat_map(|(backend, groups)| {
            groups.iter().copied().flatten().map(move |name| format!("{backend}/src/{name}"))
        });
        let mut files: Vec<File> = all.map(|path| File { path, text: String::new() }).collect();
        assert_eq!(check(&files), []);
        files.retain(|file| file.path != "backend-native/src/pool.rs");
        let paths: Vec<String> = check(&files).into_iter().map(|finding| finding.path).collect();
        assert_eq!(paths, ["backend-native/src/pool.rs"]);
    }
}
