//! What a server of one's own may have differently.

use std::ffi::{OsStr, OsString};

/// Settings of a [`throwaway`](crate::throwaway) server beyond the usual ones.
///
/// By default a server acknowledges commits that are not written yet. A test that kills one, and looks for what was
/// committed, needs `-c synchronous_commit=on` of PostgreSQL, `--innodb-flush-log-at-trx-commit=2` of MariaDB.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub(crate) arguments: Vec<OsString>,
    pub(crate) environment: Vec<(OsString, OsString)>,
}

impl Options {
    /// The usual settings.
    pub fn new() -> Self {
        Options::default()
    }

    /// Adds an argument of the server's command line, such as `--sql-mode=ANSI`; a later one overrides an earlier one, and
    /// all override the usual ones. For PgBouncer, which takes none, it is a line of the section `[pgbouncer]`, such as
    /// `default_pool_size = 2`.
    #[must_use]
    pub fn argument(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds several arguments, such as `["-c", "lc_messages=de_DE.UTF-8"]`.
    #[must_use]
    pub fn arguments<A: AsRef<OsStr>>(self, arguments: impl IntoIterator<Item = A>) -> Self {
        arguments.into_iter().fold(self, Options::argument)
    }

    /// Sets a variable of the server's environment, which otherwise is `PATH` and `TZ=UTC`.
    ///
    /// `TZ` is MariaDB's `system_time_zone`; PostgreSQL keeps its zone in a setting, `-c timezone=Europe/Berlin`.
    #[must_use]
    pub fn variable(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }
}
