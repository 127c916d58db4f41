//! What a backend is opened with.

use crate::error::{Error, ErrorKind, Result};
use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

/// Everything that a backend needs to know. The same for every phase, which is why the phases agree.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the database is.
    pub location: Location,
    /// The pool.
    pub pool: PoolSettings,
    /// What only SQLite knows.
    pub sqlite: SqliteSettings,
}

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file.
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Whether it is made if it is missing (`mode=rwc`, the default).
        create: bool,
        /// Whether it is only read (`mode=ro`).
        read_only: bool,
    },
    /// SQLite's `:memory:`, which Segue keeps in a private file: two drivers cannot share SQLite's own.
    Memory,
}

/// The pool's settings: the same words and meanings in every phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolSettings {
    /// The most connections. Opened as they are needed, never all at once. At least 1.
    pub max_connections: usize,
    /// How long a caller waits for a connection, or for its turn to write.
    pub acquire_timeout: Duration,
    /// A connection that nobody used for so long is closed.
    pub idle_timeout: Duration,
    /// A connection that is older is closed when it comes back.
    pub max_lifetime: Duration,
    /// How many prepared statements a connection keeps.
    pub statement_cache: usize,
    /// How many operations may wait for the bridge's threads before it says `Overloaded`.
    pub queue: usize,
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

impl Default for PoolSettings {
    fn default() -> Self {
        PoolSettings {
            max_connections: 8,
            acquire_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(600),
            max_lifetime: Duration::from_secs(1800),
            statement_cache: 256,
            queue: 4096,
        }
    }
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
    /// [`ErrorKind::Configuration`] where the URL cannot be read.
    pub fn new(url: &str) -> Result<Self> {
        let location = Location::parse(url)?;
        Ok(Settings { location, pool: PoolSettings::default(), sqlite: SqliteSettings::default() })
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

impl Location {
    /// Reads `sqlite:FILE`, `sqlite://FILE`, either with `?mode=ro`, `rw` or `rwc`, and `sqlite::memory:`.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`], naming what is wrong and what would work.
    pub fn parse(url: &str) -> Result<Self> {
        let Some((scheme, rest)) = url.split_once(':') else {
            return Err(unreadable(url, "it names no database; write `sqlite:FILE` or `sqlite::memory:`"));
        };
        match scheme {
            "sqlite" => Self::sqlite(url, rest.strip_prefix("//").unwrap_or(rest)),
            "postgres" | "postgresql" | "mysql" | "mariadb" => {
                Err(unreadable(url, "this version of Segue talks to SQLite only; write `sqlite:FILE`"))
            }
            _ => Err(unreadable(url, "the scheme is unknown; write `sqlite:FILE` or `sqlite::memory:`")),
        }
    }

    fn sqlite(url: &str, rest: &str) -> Result<Self> {
        let (file, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut mode = "rwc";
        for option in query.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("mode", value @ ("ro" | "rw" | "rwc"))) => mode = value,
                _ => {
                    return Err(unreadable(
                        url,
                        &format!("`{option}` is unknown; use `mode=ro`, `rw` or `rwc`"),
                    ));
                }
            }
        }
        match file {
            "" => Err(unreadable(url, "the file is missing; write `sqlite:FILE` or `sqlite::memory:`")),
            ":memory:" => Ok(Location::Memory),
            file => {
                let path = PathBuf::from(file);
                Ok(Location::Sqlite { path, create: mode == "rwc", read_only: mode == "ro" })
            }
        }
    }

    /// The file, where there is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Location::Sqlite { path, .. } => Some(path),
            Location::Memory => None,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Sqlite { path, .. } => write!(f, "sqlite:{}", path.display()),
            Location::Memory => f.write_str("sqlite::memory:"),
        }
    }
}

fn unreadable(url: &str, why: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("the database URL `{url}` cannot be used: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every accepted form, and the mode that it stands for.
    #[test]
    fn urls_are_parsed() {
        let parsed = Location::parse("sqlite:shop.db").unwrap();
        assert_eq!(parsed, Location::Sqlite { path: "shop.db".into(), create: true, read_only: false });
        let parsed = Location::parse("sqlite:///var/shop.db?mode=ro").unwrap();
        assert_eq!(parsed, Location::Sqlite { path: "/var/shop.db".into(), create: false, read_only: true });
        assert_eq!(Location::parse("sqlite::memory:").unwrap(), Location::Memory);
    }

    /// What cannot be used is refused with the URL and a remedy in the message.
    #[test]
    fn unusable_urls_are_refused() {
        for url in ["shop.db", "sqlite:", "sqlite:shop.db?mode=x", "oracle:x"] {
            let error = Location::parse(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(url), "{error}");
        }
    }
}
