//! What a backend is opened with.

mod location;
mod pool;
mod server;
#[cfg(feature = "server")]
mod url;

pub use location::{Engine, Location};
pub use pool::{HealthCheck, PoolSettings};
pub use server::{Password, Server, ServerSettings, Tls};

use crate::error::Result;
use std::time::Duration;

/// Everything that a backend needs to know. The same for every phase, which is why the phases agree.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the database is.
    pub location: Location,
    /// The pool.
    pub pool: PoolSettings,
    /// What only SQLite knows.
    pub sqlite: SqliteSettings,
    /// What only servers know.
    pub server: ServerSettings,
}

/// SQLite's session settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteSettings {
    /// How long a statement waits for another process's lock.
    pub busy_timeout: Duration,
    /// How much is waited for at a commit.
    pub synchronous: Synchronous,
    /// The page cache of each connection, in KiB.
    pub cache_kib: u32,
}

/// SQLite's `PRAGMA synchronous`, of which WAL needs two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Synchronous {
    /// A commit survives the process; the last ones before a power failure may be undone, as a whole.
    Normal,
    /// A commit survives a power failure.
    Full,
}

impl Default for SqliteSettings {
    fn default() -> Self {
        SqliteSettings {
            busy_timeout: Duration::from_secs(5),
            synchronous: Synchronous::Normal,
            cache_kib: 16 * 1024,
        }
    }
}

impl Settings {
    /// The defaults for the database at `url`.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) where the URL cannot be read.
    pub fn new(url: &str) -> Result<Self> {
        let location = Location::parse(url)?;
        let (pool, sqlite, server) = Default::default();
        Ok(Settings { location, pool, sqlite, server })
    }

    /// The statements that make a new SQLite connection the same in every phase (D-17, D-18).
    pub fn sqlite_session(&self) -> String {
        let SqliteSettings { busy_timeout, synchronous, cache_kib } = &self.sqlite;
        let synchronous = match synchronous {
            Synchronous::Normal => "NORMAL",
            Synchronous::Full => "FULL",
        };
        let read_only = matches!(self.location, Location::Sqlite { read_only: true, .. });
        let journal = if read_only { "PRAGMA query_only = ON;" } else { "PRAGMA journal_mode = WAL;" };
        format!(
            "PRAGMA busy_timeout = {}; {journal} PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON; \
             PRAGMA cache_size = -{cache_kib}; PRAGMA case_sensitive_like = OFF; PRAGMA recursive_triggers = ON;",
            busy_timeout.as_millis()
        )
    }
}
