//! The databases.

use crate::{handshake, problem::Problem};
use std::{fmt, path::Path, path::PathBuf, str::FromStr};

/// A database that can be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// MariaDB.
    MariaDb,
}

impl Engine {
    /// All of them.
    pub const fn all() -> [Engine; 2] {
        [Engine::Postgres, Engine::MariaDb]
    }

    /// What it is called on the command line, and what its folders are called.
    pub const fn name(self) -> &'static str {
        match self {
            Engine::Postgres => "postgres",
            Engine::MariaDb => "mariadb",
        }
    }

    /// How URLs for it begin, which is also its name in `SEGUE_REQUIRE`.
    pub const fn scheme(self) -> &'static str {
        match self {
            Engine::Postgres => "postgres",
            Engine::MariaDb => "mysql",
        }
    }

    /// The database that is always there.
    pub(crate) const fn database(self) -> &'static str {
        match self {
            Engine::Postgres => "postgres",
            Engine::MariaDb => "mysql",
        }
    }

    /// What the server's program is called.
    pub(crate) const fn program(self) -> &'static str {
        match self {
            Engine::Postgres => "postgres",
            Engine::MariaDb => "mariadbd",
        }
    }

    /// The signal upon which a server disconnects everybody and ends in an orderly way.
    pub(crate) const fn stop_signal(self) -> &'static str {
        match self {
            // "Fast"; upon TERM it would wait until the last client has left.
            Engine::Postgres => "INT",
            Engine::MariaDb => "TERM",
        }
    }

    /// Whether a server on the port lets people in.
    pub(crate) fn answers(self, port: u16) -> bool {
        match self {
            Engine::Postgres => handshake::postgres(port),
            Engine::MariaDb => handshake::mariadb(port),
        }
    }

    /// What its clients call the socket: PostgreSQL's the folder, MariaDB's the file.
    pub(crate) fn socket(self, folder: &Path) -> PathBuf {
        match self {
            Engine::Postgres => folder.to_owned(),
            Engine::MariaDb => folder.join("mariadb.sock"),
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Engine::Postgres => "PostgreSQL",
            Engine::MariaDb => "MariaDB",
        })
    }
}

impl FromStr for Engine {
    type Err = Problem;

    /// By [`name`](Engine::name) or [`scheme`](Engine::scheme).
    fn from_str(text: &str) -> Result<Self, Problem> {
        let known = |engine: &Engine| engine.name() == text || engine.scheme() == text;
        let unknown = || Problem::new(format!("`{text}` is no database; use `postgres` or `mariadb`"));
        Engine::all().into_iter().find(known).ok_or_else(unknown)
    }
}
