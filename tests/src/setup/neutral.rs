//! A reader and writer that knows nothing of Segue, and of neither driver.

use rusqlite::{Connection, types::ValueRef};
use segue::{Error, ErrorKind, Result};
use std::{fmt::Display, path::Path, time::Duration};

/// A connection of rusqlite's to the same file.
pub struct Neutral(Connection);

impl Neutral {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(Duration::from_secs(10)).map_err(failed)?;
        connection.pragma_update(None, "foreign_keys", false).map_err(failed)?;
        Ok(Neutral(connection))
    }

    /// Runs statements.
    ///
    /// # Errors
    /// The database's.
    pub fn execute(&self, sql: &str) -> Result<()> {
        self.0.execute_batch(sql).map_err(failed)
    }

    /// The rows of a query, each cell as it would be written in SQL, blobs in hexadecimal digits.
    ///
    /// # Errors
    /// The database's.
    pub fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>> {
        let mut statement = self.0.prepare(sql).map_err(failed)?;
        let columns = statement.column_count();
        let mut found = Vec::new();
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let cells: Result<Vec<String>> =
                (0..columns).map(|index| row.get_ref(index).map(shown).map_err(failed)).collect();
            found.push(cells?);
        }
        Ok(found)
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

    /// The connection.
    pub fn connection(&self) -> &Connection {
        &self.0
    }

    /// Closes it.
    ///
    /// # Errors
    /// Where something is still in use.
    pub fn close(self) -> Result<()> {
        self.0.close().map_err(|(_, error)| failed(error))
    }
}

fn shown(cell: ValueRef<'_>) -> String {
    match cell {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02X}")).collect(),
    }
}

/// A failure of the test's own tools.
pub(crate) fn failed(why: impl Display) -> Error {
    Error::new(ErrorKind::Internal, format!("the test's own tools failed: {why}"))
}
