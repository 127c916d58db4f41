//! The state in which every session begins, whatever the driver (D-41).

use crate::{
    backend::{Flow, Location, RowSink, ServerSettings, Settings, Tls},
    error::{Error, ErrorKind, Result},
    value::{Cell, Row},
};
use std::time::Duration;

/// The statements that make a new connection the same in every phase. What is not set here is the role's, the
/// database's or the server's own, and is the same for every driver.
///
/// Behind a pooler that gives each transaction another connection (`pool.statement_cache = 0`), only what PgBouncer keeps
/// for its clients is set: the rest would stay on connections that others get.
pub fn session(settings: &Settings) -> String {
    // The names are PgBouncer's: it restores these four for each of its clients.
    let mut sql = String::from(
        "SET client_encoding = 'UTF8'; SET DateStyle = 'ISO, MDY'; SET TimeZone = 'UTC'; \
         SET standard_conforming_strings = on;",
    );
    if settings.pool.statement_cache > 0 {
        let ServerSettings { statement_timeout, lock_timeout, application_name, .. } = &settings.server;
        sql.push_str(&format!(
            "SET IntervalStyle = 'postgres'; SET extra_float_digits = 3; SET bytea_output = 'hex'; \
             SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off; \
             SET default_transaction_deferrable = off; SET transform_null_equals = off; \
             SET statement_timeout = {}; SET lock_timeout = {}; SET application_name = {};",
            milliseconds(statement_timeout.unwrap_or_default()),
            milliseconds(*lock_timeout),
            quoted(application_name),
        ));
    }
    sql
}

/// Asks for messages in English, which only a superuser, or a role that was granted it, may. diesel shows an error's
/// text and not its code (D-49).
pub fn messages_in_english() -> &'static str {
    "SET lc_messages = 'C'"
}

/// What a new connection is asked once: its encoding, whether it is encrypted, its version, the language of its
/// messages.
pub const CHECK: &str = "SELECT pg_catalog.getdatabaseencoding()::text, \
     COALESCE((SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid()), false), \
     pg_catalog.current_setting('server_version_num')::int, pg_catalog.current_setting('lc_messages')";

/// Has the server write the statement by which another session stops what this one is doing: it is known by its process, and
/// by when that began, since the system gives the number to another one day.
pub const STOP: &str = "SELECT pg_catalog.format('SELECT pg_catalog.pg_cancel_backend(pid) FROM pg_catalog.pg_stat_activity \
     WHERE pid = %s AND backend_start = %L', pid, backend_start) \
     FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()";

/// Takes the answer to [`CHECK`].
#[derive(Debug, Default)]
pub struct Answer {
    encoding: String,
    encrypted: bool,
    version: i64,
    language: String,
}

impl RowSink for Answer {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        row.cell(0, &mut |cell| {
            if let Cell::Text(text) = cell {
                self.encoding = text.to_owned()
            }
        })?;
        row.cell(1, &mut |cell| self.encrypted = cell == Cell::Bool(true))?;
        row.cell(2, &mut |cell| {
            if let Cell::I64(number) = cell {
                self.version = number
            }
        })?;
        row.cell(3, &mut |cell| {
            if let Cell::Text(text) = cell {
                self.language = text.to_owned()
            }
        })?;
        Ok(Flow::More)
    }
}

/// The oldest version that Segue is made for.
const OLDEST: i64 = 120_000;

impl Answer {
    /// Whether messages are in English.
    pub fn is_english(&self) -> bool {
        matches!(self.language.as_str(), "" | "C" | "POSIX")
            || self.language.starts_with("en")
            || self.language.starts_with("C.")
    }

    /// Refuses what Segue cannot work with.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] for a database that is not kept in UTF-8, or a server that is too old;
    /// [`ErrorKind::Connect`] where the connection is in the clear and should not be.
    pub fn accept(&self, location: &Location) -> Result<()> {
        let unsupported = |message: String| Err(Error::new(ErrorKind::Unsupported, message));
        if self.version < OLDEST {
            return unsupported(format!(
                "{location} runs PostgreSQL {}; 12 is the oldest that Segue is made for",
                self.version / 10_000
            ));
        }
        if self.encoding != "UTF8" {
            return unsupported(format!(
                "the database at {location} is kept in {}; make one with the encoding UTF8",
                self.encoding
            ));
        }
        match location {
            Location::Server(server) if server.tls != Tls::Disable && !self.encrypted => {
                let message = format!(
                    "{location} was reached in the clear, and `sslmode={}` was asked for",
                    server.tls.name()
                );
                Err(Error::new(ErrorKind::Connect, message))
            }
            _ => Ok(()),
        }
    }
}

/// PostgreSQL's 0 means never; what is shorter than it counts is rounded up.
fn milliseconds(time: Duration) -> u128 {
    time.as_micros().div_ceil(1000)
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
