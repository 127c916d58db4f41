//! SQLite through sqlx.

mod bind;
mod connect;
mod error;
mod row;

use self::{error::classified, row::Cells};
use crate::connection::{Driver, deliver};
use futures::TryStreamExt;
use orm_api::{
    Error, Result,
    backend::{
        Access, Capabilities, Done, RowSink, Settings, Statement,
        sqlite::{self, Utf8Only},
    },
    compile::Dialect,
};
use sqlx::{AssertSqlSafe, Connection, Either, Executor, SqliteConnection};
use std::path::Path;

/// A SQLite file.
pub(crate) struct Sqlite {
    settings: Settings,
    uri: String,
}

impl Sqlite {
    /// The file that `settings` name.
    ///
    /// # Errors
    /// Where they name none, or one whose name SQLite cannot take.
    pub(crate) fn new(settings: &Settings) -> Result<Self> {
        Ok(Sqlite { settings: settings.clone(), uri: sqlite::uri(&settings.location)? })
    }

    fn cannot_open(&self, error: Error) -> Error {
        sqlite::cannot_open(&self.settings.location, error)
    }
}

impl Driver for Sqlite {
    type Connection = SqliteConnection;

    fn dialect(&self) -> &'static dyn Dialect {
        &orm_api::compile::Sqlite
    }

    fn capabilities(&self) -> Capabilities {
        sqlite::capabilities(true)
    }

    fn one_writer(&self) -> Option<&Path> {
        self.settings.location.file()
    }

    async fn connect(&self) -> Result<SqliteConnection> {
        connect::open(&self.uri, &self.settings).await.map_err(|error| self.cannot_open(error))
    }

    async fn check(&self, connection: &mut SqliteConnection) -> Result<()> {
        let checked = Self::fetch(connection, sqlite::encoding(), &mut Utf8Only).await;
        checked.map_err(|error| self.cannot_open(error))
    }

    /// Writes are read to their end, also if the sink wants no further row: where SQLite ends the statement,
    /// it commits, and sqlx drops the error of a statement that it ends early.
    async fn fetch(
        connection: &mut SqliteConnection,
        statement: Statement,
        sink: &mut dyn RowSink,
    ) -> Result<()> {
        let to_the_end = statement.access == Access::Write;
        let mut sent = connection.fetch_many(bind::query(statement)?);
        let mut outcome = Ok(true);
        while to_the_end || matches!(outcome, Ok(true)) {
            match sent.try_next().await.map_err(classified)? {
                Some(Either::Right(row)) if matches!(outcome, Ok(true)) => {
                    outcome = deliver(sink, Cells(row)).await;
                }
                Some(Either::Right(_)) => {}
                // A statement ends once; waiting for the stream's end would be another wake-up.
                Some(Either::Left(_)) | None => break,
            }
        }
        outcome.map(drop)
    }

    async fn execute(connection: &mut SqliteConnection, statement: Statement) -> Result<Done> {
        let mut sent = connection.fetch_many(bind::query(statement)?);
        while let Some(step) = sent.try_next().await.map_err(classified)? {
            if let Either::Left(done) = step {
                return Ok(Done { rows: done.rows_affected() });
            }
        }
        Ok(Done::default())
    }

    async fn batch(connection: &mut SqliteConnection, sql: &str) -> Result<()> {
        connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop).map_err(classified)
    }

    async fn close(connection: SqliteConnection) {
        if let Err(error) = Connection::close(connection).await {
            tracing::warn!(%error, "closing a SQLite connection failed");
        }
    }
}
