//! The `postgres` crate, by the simple protocol: everything comes as the server writes it.

use super::{Client, failed};
use postgres::{Client as Connection, NoTls, SimpleQueryMessage};
use segue::Result;

pub(super) fn connect(url: &str) -> Result<Connection> {
    let mut connection = Connection::connect(url, NoTls).map_err(described)?;
    // Whatever the server defaults to, times are written and read in one form.
    connection.batch_execute("SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'").map_err(described)?;
    Ok(connection)
}

impl Client for Connection {
    fn rows(&mut self, sql: &str) -> Result<Vec<Vec<String>>> {
        let messages = self.simple_query(sql).map_err(described)?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let cell = |cell: Option<&str>| cell.unwrap_or("NULL").to_owned();
        Ok(rows.map(|row| (0..row.len()).map(|index| cell(row.get(index))).collect()).collect())
    }
}

/// The crate's own message says no more than `db error`.
fn described(error: postgres::Error) -> segue::Error {
    match error.as_db_error() {
        Some(said) => failed(format!("{} {}", said.code().code(), said.message())),
        None => failed(error),
    }
}
