//! Where a contender works.

use serde::{Deserialize, Serialize};

/// A database system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL, MariaDB.
    Mysql,
}

/// A database that one contender has to itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seat {
    /// Of what kind.
    pub engine: Engine,
    /// Where it is.
    pub url: String,
    /// What every connection to it is set up with.
    pub session: String,
    /// How many connections a pool has.
    pub connections: usize,
}

impl Engine {
    /// What it is called in options.
    pub const fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
            Engine::Mysql => "mysql",
        }
    }

    /// The engine that a URL names.
    pub fn of(url: &str) -> Option<Self> {
        match url.split_once(':')?.0 {
            "sqlite" => Some(Engine::Sqlite),
            "postgres" | "postgresql" => Some(Engine::Postgres),
            "mysql" | "mariadb" => Some(Engine::Mysql),
            _ => None,
        }
    }
}

impl Seat {
    /// The file, of SQLite.
    pub fn file(&self) -> &str {
        self.url.strip_prefix("sqlite:").unwrap_or(&self.url)
    }

    /// The URL with an option, where it does not say anything on it.
    pub fn url_with(&self, option: &str, value: &str) -> String {
        let joint = if self.url.contains('?') { '&' } else { '?' };
        match self.url.contains(&format!("{option}=")) {
            true => self.url.clone(),
            false => format!("{}{joint}{option}={value}", self.url),
        }
    }
}
