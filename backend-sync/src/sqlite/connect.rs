//! Opening a connection.

use super::error;
use crate::cache::Prepared;
use diesel::{
    connection::{Connection, SimpleConnection},
    sqlite::SqliteConnection,
};
use orm_api::{Result, backend::Settings};

/// An open connection, and what is known of its cache.
pub(crate) struct Live {
    connection: SqliteConnection,
    pub(crate) prepared: Prepared,
}

impl Live {
    /// Opens the file at `uri`, which holds the mode that diesel has no option for, and sets the session up.
    pub(super) fn open(uri: &str, settings: &Settings) -> Result<Self> {
        let mut connection = SqliteConnection::establish(uri).map_err(error::not_opened)?;
        connection.batch_execute(&settings.sqlite_session()).map_err(error::classified)?;
        let prepared = Prepared::watch(&mut connection, settings.pool.statement_cache);
        Ok(Live { connection, prepared })
    }

    /// The connection, ready for the next statement.
    pub(super) fn ready(&mut self) -> &mut SqliteConnection {
        if self.prepared.is_full() {
            self.prepared.empty(&mut self.connection);
        }
        &mut self.connection
    }
}
