//! What went wrong, with what is needed to see why.

use crate::run;
use std::{fmt, fs, io, path::Path, process::Command};

/// How much of a log is shown.
const LAST_LINES: usize = 20;

/// A server could not be found, started or stopped: what failed, the command that failed, and the end of what it wrote.
#[derive(Clone)]
pub struct Problem {
    what: String,
    command: Option<String>,
    output: Option<String>,
}

impl Problem {
    /// A failure; `what` is in lower case, and names the remedy where there is one.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Problem { what: what.into(), command: None, output: None }
    }

    /// Adds the command that failed.
    pub(crate) fn with_command(self, command: &Command) -> Self {
        Problem { command: Some(run::line(command)), ..self }
    }

    /// Adds the end of what the command wrote.
    pub(crate) fn with_output(self, output: &str) -> Self {
        Problem { output: Some(end_of(output)), ..self }
    }

    /// Adds the end of the log at `path`, if there is one.
    pub(crate) fn with_log(self, path: &Path) -> Self {
        let Ok(log) = fs::read(path) else { return self };
        let (path, end) = (path.display(), end_of(&String::from_utf8_lossy(&log)));
        Problem { output: Some(format!("{path} ends in:\n{end}")), ..self }
    }
}

/// Says what was tried when the operating system refused.
pub(crate) trait Attempt<T> {
    /// Turns the error into a [`Problem`] that begins with `what`, such as "cannot read the port".
    ///
    /// # Errors
    /// Where there is one already.
    fn attempt(self, what: impl FnOnce() -> String) -> Result<T, Problem>;
}

impl<T> Attempt<T> for io::Result<T> {
    fn attempt(self, what: impl FnOnce() -> String) -> Result<T, Problem> {
        self.map_err(|error| Problem::new(format!("{}: {error}", what())))
    }
}

fn end_of(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(command) = &self.command {
            write!(f, "\n$ {command}")?;
        }
        match &self.output {
            Some(output) => write!(f, "\n{output}"),
            None => Ok(()),
        }
    }
}

/// As [`Display`](fmt::Display): a test that unwraps a problem shows the log with its lines apart.
impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    /// What failed, the command, and the end of the log.
    #[test]
    fn a_problem_shows_what_is_needed() {
        let log: String = (1..=100).map(|line| format!("line {line}\n")).collect();
        let mut command = Command::new("initdb");
        command.arg("--no-sync");
        let shown = Problem::new("`initdb` failed").with_command(&command).with_output(&log).to_string();
        assert!(shown.starts_with("`initdb` failed\n$ initdb --no-sync\nline 81\n"), "{shown}");
        assert!(shown.ends_with("\nline 100"), "{shown}");
    }
}
