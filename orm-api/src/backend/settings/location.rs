//! Where a database is.

use super::Server;
use crate::error::{Error, ErrorKind, Result};
use std::{
    fmt,
    path::{Path, PathBuf},
};

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
    /// A server.
    Server(Box<Server>),
}

/// What kind of database it is, as far as its URL says. MySQL and MariaDB are told apart when they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Engine {
    /// A file of SQLite's.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
    /// A MySQL or MariaDB server.
    MySql,
}

impl Engine {
    /// The engine's name, which is also that of the feature that it needs: `sqlite`, `postgres` or `mysql`.
    pub const fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
            Engine::MySql => "mysql",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Location {
    /// Reads `sqlite:FILE`, `sqlite://FILE`, either with `?mode=ro`, `rw` or `rwc`; `sqlite::memory:`; and, with the feature
    /// `server`, `postgres://USER:PASSWORD@HOST:PORT/DATABASE` and `mysql://..`, with the options of [`Server`].
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`], naming what is wrong and what would work. No password is in the message.
    pub fn parse(url: &str) -> Result<Self> {
        let Some((scheme, rest)) = url.split_once(':') else {
            return Err(unreadable(
                url,
                "it names no database; write `sqlite:FILE`, `postgres://..` or `mysql://..`",
            ));
        };
        match scheme {
            "sqlite" => Self::sqlite(url, rest.strip_prefix("//").unwrap_or(rest)),
            "postgres" | "postgresql" => Self::server(url, Engine::Postgres),
            "mysql" | "mariadb" => Self::server(url, Engine::MySql),
            _ => Err(unreadable(
                url,
                "the scheme is unknown; write `sqlite:FILE`, `postgres://..` or `mysql://..`",
            )),
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

    #[cfg(feature = "server")]
    fn server(url: &str, engine: Engine) -> Result<Self> {
        super::url::parse(url, engine).map(|server| Location::Server(Box::new(server)))
    }

    #[cfg(not(feature = "server"))]
    fn server(_: &str, engine: Engine) -> Result<Self> {
        let message = format!(
            "this build talks to SQLite only; add the feature `{engine}` of `segue` to Cargo.toml, or write `sqlite:FILE`"
        );
        Err(Error::new(ErrorKind::Configuration, message))
    }

    /// What kind of database it is.
    pub fn engine(&self) -> Engine {
        match self {
            Location::Sqlite { .. } | Location::Memory => Engine::Sqlite,
            Location::Server(server) => server.engine,
        }
    }

    /// The file, where there is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Location::Sqlite { path, .. } => Some(path),
            Location::Memory | Location::Server(_) => None,
        }
    }
}

impl fmt::Display for Location {
    /// As a URL, without a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Sqlite { path, .. } => write!(f, "sqlite:{}", path.display()),
            Location::Memory => f.write_str("sqlite::memory:"),
            Location::Server(server) => server.fmt(f),
        }
    }
}

/// Only SQLite's URLs are shown: others may hold a password.
fn unreadable(url: &str, why: &str) -> Error {
    let scheme = url.split_once(':').map_or(url, |(scheme, _)| scheme);
    let shown = if url.contains('@') { format!("{scheme}:..") } else { url.to_owned() };
    Error::new(ErrorKind::Configuration, format!("the database URL `{shown}` cannot be used: {why}"))
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
        let error = Location::parse("oracle://scott:tiger@host/db").unwrap_err();
        assert!(!error.to_string().contains("tiger"), "{error}");
    }
}
