//! The state in which every session begins, whatever the driver (D-67 to D-70, D-84).

use crate::{
    backend::{Flow, Location, RowSink, Settings, Tls},
    error::{Error, ErrorKind, Result},
    value::{Cell, Row},
};

/// The modes of SQL. Nothing is cut or rounded into a column in silence; zero is a key like any other; `||` means what the
/// server's manual says, since diesel's code was written with that (D-67).
const SQL_MODE: &str = "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION,\
     NO_AUTO_VALUE_ON_ZERO";

/// The statements that make a new connection the same in every phase. MariaDB carries out what stands in `/*M! */`, and
/// MySQL what stands in `/*!80000 */`.
///
/// Texts compare by their characters' numbers, without padding, as on the other databases (D-69, D-89); transactions read
/// what is committed, as PostgreSQL's do and as Django sets it (D-84); messages are in English (D-49).
///
/// Texts are sorted by their first 16 KiB: the servers' own 1,024 bytes leave in any order what is alike for so long. A sort
/// needs room for fifteen of the longest keys, or is refused (error 1038); there is some for seventeen such columns.
pub fn session(settings: &Settings) -> String {
    let seconds = settings.server.lock_timeout.as_millis().div_ceil(1000).clamp(1, 1_000_000);
    let limit = settings.server.statement_timeout.unwrap_or_default();
    format!(
        "SET NAMES utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */; \
         SET SESSION sql_mode = CONCAT('{SQL_MODE}', /*M! ',SIMULTANEOUS_ASSIGNMENT' */ /*!80000 '' */), \
         time_zone = '+00:00', autocommit = 1, foreign_key_checks = 1, unique_checks = 1, sql_safe_updates = 0, \
         sql_auto_is_null = 0, sql_select_limit = DEFAULT, div_precision_increment = 4, group_concat_max_len = 1073741824, \
         max_sort_length = 16384, sort_buffer_size = GREATEST(@@sort_buffer_size, 4194304), \
         completion_type = 0, lc_messages = 'en_US', innodb_lock_wait_timeout = {seconds}, \
         /*M! max_statement_time = {}, */ /*!80000 max_execution_time = {}, */ lc_time_names = 'en_US'; \
         SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET SESSION TRANSACTION READ WRITE",
        limit.as_secs_f64(),
        limit.as_millis(),
    )
}

/// What a new connection is asked once: its version.
pub const CHECK: &str = "SELECT VERSION()";

/// What a new connection is asked if it should be encrypted.
pub const ENCRYPTED: &str = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";

/// Has the server write the statement by which another session stops what this one is doing.
pub const STOP: &str = "SELECT CONCAT('KILL QUERY ', CONNECTION_ID())";

/// Takes the answer to [`CHECK`].
#[derive(Debug, Default)]
pub struct Answer {
    version: String,
}

/// Takes the answer to [`ENCRYPTED`].
#[derive(Debug, Default)]
pub struct Encrypted {
    cipher: String,
}

impl RowSink for Answer {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        text(row, 0, &mut self.version)?;
        Ok(Flow::More)
    }
}

impl RowSink for Encrypted {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        text(row, 1, &mut self.cipher)?;
        Ok(Flow::More)
    }
}

fn text(row: &dyn Row, index: usize, into: &mut String) -> Result<()> {
    row.cell(index, &mut |cell| {
        if let Cell::Octets(bytes) = cell {
            *into = String::from_utf8_lossy(bytes).into_owned();
        }
    })
}

/// The oldest versions that Segue is made for.
const OLDEST_MARIADB: [u32; 3] = [10, 6, 0];
/// The first with a binary collation that does not pad.
const OLDEST_MYSQL: [u32; 3] = [8, 0, 17];

impl Answer {
    /// Whether it is MariaDB, which says so behind its number: `10.11.14-MariaDB`.
    pub fn is_mariadb(&self) -> bool {
        self.version.contains("MariaDB")
    }

    /// Refuses what Segue cannot work with.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] for a server that is too old.
    pub fn accept(&self, location: &Location) -> Result<()> {
        let oldest = if self.is_mariadb() { OLDEST_MARIADB } else { OLDEST_MYSQL };
        if number(&self.version) >= oldest {
            return Ok(());
        }
        let [major, minor, patch] = oldest;
        let message = format!(
            "{location} runs {}; {major}.{minor}.{patch} is the oldest that Segue is made for",
            self.version
        );
        Err(Error::new(ErrorKind::Unsupported, message))
    }
}

/// Major, minor and patch. Behind a proxy MariaDB may call itself `5.5.5-10.11.14-MariaDB`.
fn number(version: &str) -> [u32; 3] {
    let version = version.strip_prefix("5.5.5-").unwrap_or(version);
    let mut parts = version.split(|one: char| !one.is_ascii_digit()).map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

impl Encrypted {
    /// Refuses a connection that is in the clear and should not be: MariaDB's library ignores what MySQL's understands.
    ///
    /// # Errors
    /// [`ErrorKind::Connect`].
    pub fn accept(&self, location: &Location) -> Result<()> {
        match location {
            Location::Server(server) if server.tls != Tls::Disable && self.cipher.is_empty() => {
                let message = format!(
                    "{location} was reached in the clear, and `sslmode={}` was asked for; in the phases `sync` and `threaded` \
                     MariaDB's library encrypts only where `sslrootcert` names a file",
                    server.tls.name()
                );
                Err(Error::new(ErrorKind::Connect, message))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MariaDB is told from MySQL, and old ones are refused.
    #[test]
    fn versions_are_told_apart() {
        let location = Location::Memory;
        let answer = |version: &str| Answer { version: version.to_owned() };
        for (version, mariadb, accepted) in [
            ("10.11.14-MariaDB-0+deb12u2", true, true),
            ("5.5.5-10.6.1-MariaDB", true, true),
            ("10.5.9-MariaDB", true, false),
            ("8.4.0", false, true),
            ("8.0.16", false, false),
            ("5.7.44-log", false, false),
        ] {
            assert_eq!(answer(version).is_mariadb(), mariadb, "{version}");
            assert_eq!(answer(version).accept(&location).is_ok(), accepted, "{version}");
        }
    }
}
