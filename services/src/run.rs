//! Commands that run to their end, and what all commands have in common.

use crate::problem::{Attempt, Problem};
use std::{
    env,
    ffi::OsStr,
    path::Path,
    process::{Command, Stdio},
};

/// A command that inherits nothing but `PATH`: what the caller's environment holds for clients and servers (`PGDATA`,
/// `MYSQL_HOME`, `LC_ALL`) would make a server that differs from machine to machine. The time zone is UTC.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("TZ", "UTC").stdin(Stdio::null());
    if let Some(path) = env::var_os("PATH") {
        command.env("PATH", path);
    }
    // The caller's folder may be closed to the account that the command runs as.
    command.current_dir(Path::new("/"));
    command
}

/// Runs the command, and gives back what it wrote to its standard output.
///
/// # Errors
/// Where it cannot be started, or fails.
pub(crate) fn read(command: &mut Command) -> Result<String, Problem> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().attempt(|| format!("`{program}` cannot be started"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    let all = text + &String::from_utf8_lossy(&output.stderr);
    let what = format!("`{program}` failed with {}", output.status);
    Err(Problem::new(what).with_command(command).with_output(&all))
}

/// The command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

/// The version that a program states, such as `15.13` in `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)`.
///
/// # Errors
/// Where it states none.
pub(crate) fn version(program: &Path) -> Result<String, Problem> {
    let stated = read(command(program).arg("--version"))?;
    let none = || Problem::new(format!("`{}` states no version: {stated}", program.display()));
    version_in(&stated).map(str::to_owned).ok_or_else(none)
}

fn version_in(text: &str) -> Option<&str> {
    let digits = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let word = text.split_whitespace().find(|word| digits(word))?;
    let end = word.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(word.len());
    Some(word[..end].trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the three programs state them.
    #[test]
    fn versions_are_read() {
        let debian = "postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n";
        assert_eq!(version_in(debian), Some("15.13"));
        assert_eq!(version_in("postgres (PostgreSQL) 18beta1\n"), Some("18"));
        let mariadb = "mariadbd  Ver 10.11.14-MariaDB-0+deb12u2 for debian-linux-gnu on x86_64 (Debian 12)\n";
        assert_eq!(version_in(mariadb), Some("10.11.14"));
        assert_eq!(version_in("PgBouncer 1.18.0\nlibevent 2.1.12-stable\n"), Some("1.18.0"));
        assert_eq!(version_in("unknown"), None);
    }
}
