//! A reader and writer that knows nothing of Segue, and of none of its drivers.

mod idle;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;
mod worker;

use segue::{Engine, Error, ErrorKind, Result};
use std::{fmt::Display, path::Path};
use worker::Worker;

/// A connection to the same database: rusqlite's to a file, and a bare driver's to a server.
pub struct Neutral(Kind);

enum Kind {
    File(rusqlite::Connection),
    Server(Worker),
}

/// What a bare driver does. Rows come as texts, as the database writes them; NULL as `NULL`.
trait Client {
    fn rows(&mut self, sql: &str) -> Result<Vec<Vec<String>>>;
}

impl Neutral {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open(path: &Path) -> Result<Self> {
        sqlite::open(path).map(|connection| Neutral(Kind::File(connection)))
    }

    /// Connects to the server at `url`.
    ///
    /// # Errors
    /// Where it cannot be reached.
    pub fn connect(engine: Engine, url: &str) -> Result<Self> {
        let url = url.to_owned();
        let worker = match engine {
            #[cfg(feature = "postgres")]
            Engine::Postgres => Worker::start(move || postgres::connect(&url)),
            #[cfg(feature = "mysql")]
            Engine::MySql => Worker::start(move || mysql::connect(&url)),
            engine => Err(failed(format!("built without the feature `{engine}`: {url} cannot be reached"))),
        };
        worker.map(|worker| Neutral(Kind::Server(worker)))
    }

    /// Runs statements.
    ///
    /// # Errors
    /// The database's.
    pub fn execute(&self, sql: &str) -> Result<()> {
        match &self.0 {
            Kind::File(connection) => connection.execute_batch(sql).map_err(failed),
            Kind::Server(worker) => worker.rows(sql).map(drop),
        }
    }

    /// The rows of a query, each cell as the database writes it as a text, blobs in hexadecimal digits.
    ///
    /// # Errors
    /// The database's.
    pub fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>> {
        match &self.0 {
            Kind::File(connection) => sqlite::rows(connection, sql),
            Kind::Server(worker) => worker.rows(sql),
        }
    }

    /// The one value of a query.
    ///
    /// # Errors
    /// The database's; another number of rows than one.
    pub fn value(&self, sql: &str) -> Result<String> {
        match self.rows(sql)?.as_slice() {
            [row] => Ok(row.join("|")),
            rows => Err(failed(format!("{} rows for `{sql}`, expected one", rows.len()))),
        }
    }

    /// rusqlite's connection.
    ///
    /// # Errors
    /// On a server, which has none.
    pub fn connection(&self) -> Result<&rusqlite::Connection> {
        match &self.0 {
            Kind::File(connection) => Ok(connection),
            Kind::Server(_) => Err(failed("only a file is opened by rusqlite")),
        }
    }

    /// Closes it.
    ///
    /// # Errors
    /// Where something is still in use.
    pub fn close(self) -> Result<()> {
        match self.0 {
            Kind::File(connection) => connection.close().map_err(|(_, error)| failed(error)),
            Kind::Server(_) => Ok(()),
        }
    }
}

/// A failure of the test's own tools.
pub(crate) fn failed(why: impl Display) -> Error {
    Error::new(ErrorKind::Internal, format!("the test's own tools failed: {why}"))
}
