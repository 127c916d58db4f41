//! Something that is not as the house has it.

use std::fmt;

/// What is wrong, where, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// The file, from the workspace's directory.
    pub(super) path: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub(super) line: usize,
    /// What is wrong, and what to do.
    pub(super) message: String,
}

impl Finding {
    /// A finding in `path`.
    pub(super) fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Finding { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}
