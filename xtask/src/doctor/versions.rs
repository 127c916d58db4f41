//! The drivers' versions.

use crate::workspace;
use std::process::Command;

/// The crates that talk to databases.
const CRATES: [&str; 8] =
    ["diesel", "r2d2", "sqlx", "deadpool", "libsqlite3-sys", "pq-sys", "mysqlclient-sys", "tokio"];

/// Programs that tell the version of a library.
const LIBRARIES: [(&str, &str); 2] = [("libpq", "pg_config"), ("libmariadb", "mariadb_config")];

/// One line for the crates, and one for each library that is installed.
pub(super) fn of_clients() -> Vec<String> {
    let lock = std::fs::read_to_string(workspace::root().join("Cargo.lock")).unwrap_or_default();
    let crates = CRATES.iter().filter_map(|name| Some(format!("{name} {}", version(&lock, name)?)));
    let mut lines = vec![format!("drivers: {}", crates.collect::<Vec<_>>().join(", "))];
    lines.extend(LIBRARIES.iter().filter_map(|(library, tool)| {
        let told = Command::new(tool).arg("--version").output().ok()?;
        Some(format!("{library}: {}", String::from_utf8_lossy(&told.stdout).trim()))
    }));
    lines
}

/// The version that the lock file has.
fn version<'l>(lock: &'l str, name: &str) -> Option<&'l str> {
    let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole name counts.
    #[test]
    fn versions_are_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"sqlx-core\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"sqlx\"\nversion = \"0.9.0\"\n";
        assert_eq!(version(lock, "sqlx"), Some("0.9.0"));
        assert_eq!(version(lock, "diesel"), None);
    }
}
