//! SQLite through sqlx.

mod bind;
mod connect;
mod error;
mod row;
mod stop;

use self::{connect::Live, error::classified, row::Cells};
use crate::connection::{Driver, deliver};
use futures::TryStreamExt;
use orm_api::{
    Error, Result,
    backend::{
        Access, Done, RowSink, Served, Settings, Statement, Stop,
        sqlite::{self, Utf8Only},
    },
};
use sqlx::{AssertSqlSafe, Connection, Either, Executor};
use std::{path::Path, sync::Arc};

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
    type Connection = Live;

    fn one_writer(&self) -> Option<&Path> {
        self.settings.location.file()
    }

    fn stopper(live: &Live) -> Option<Arc<dyn Stop>> {
        Some(Arc::new(live.interrupt.clone()))
    }

    async fn connect(&self) -> Result<Live> {
        connect::open(&self.uri, &self.settings).await.map_err(|error| self.cannot_open(error))
    }

    async fn check(&self, live: &mut Live) -> Result<Served> {
        let checked = Self::fetch(live, sqlite::encoding(), &mut Utf8Only).await;
        checked.map_err(|error| self.cannot_open(error))?;
        Ok(Served { dialect: &orm_api::compile::Sqlite, capabilities: sqlite::capabilities(true) })
    }

    /// Writes are read to their end, also if the sink wants no further row: where SQLite ends the statement,
    /// it commits, and sqlx drops the error of a statement that it ends early.
    async fn fetch(live: &mut Live, statement: Statement, sink: &mut dyn RowSink) -> Result<()> {
        let to_the_end = statement.access == Access::Write;
        let mut sent = live.connection.fetch_many(bind::query(statement)?);
        let mut outcome = Ok(true);
        while to_the_end || matches!(outcome, Ok(true)) {
            match sent.try_next().await.map_err(classified)? {
                Some(Either::Right(row)) if matches!(outcome, Ok(true)) => {
                    outcome = deliver(sink, Cells(row)).await;
                }
                Some(Either::Right(_)) => {}
                // A statement ends once; waiting for the stream's end would be another wake-up.
                Some(Either::Left(_)) => break,
                None => return Err(error::cut_off()),
            }
        }
        outcome.map(drop)
    }

    async fn execute(live: &mut Live, statement: Statement) -> Result<Done> {
        let mut sent = live.connection.fetch_many(bind::query(statement)?);
        while let Some(step) = sent.try_next().await.map_err(classified)? {
            if let Either::Left(done) = step {
                return Ok(Done { rows: done.rows_affected() });
            }
        }
        Err(error::cut_off())
    }

    async fn batch(live: &mut Live, sql: &str) -> Result<()> {
        live.connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop).map_err(classified)
    }

    async fn close(live: Live) {
        if let Err(error) = Connection::close(live.connection).await {
            tracing::warn!(%error, "closing a SQLite connection failed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use orm_api::{ErrorKind, op::park_on};

    /// A batch carries out every statement up to the one that fails.
    #[test]
    fn a_batch_ends_at_the_first_failure() {
        let directory = tempfile::tempdir().unwrap();
        let settings = Settings::new(&format!("sqlite:{}/t.db", directory.path().display())).unwrap();
        park_on(async {
            let mut live = Sqlite::new(&settings).unwrap().connect().await.unwrap();
            Sqlite::batch(&mut live, "CREATE TABLE t (v); -- two\n INSERT INTO t VALUES (1);").await.unwrap();
            let failing = "INSERT INTO t VALUES (2); INSERT INTO nobody VALUES (3); INSERT INTO t VALUES (4)";
            let error = Sqlite::batch(&mut live, failing).await.unwrap_err();
            assert_eq!((error.kind(), error.table()), (ErrorKind::MissingTable, Some("nobody")));
            let left = Statement::plain("DELETE FROM t", Access::Write);
            assert_eq!(Sqlite::execute(&mut live, left).await.unwrap().rows, 2);
        });
    }

    /// How many statements a connection with room for `most` keeps after `texts` were sent, three times each.
    async fn kept(most: usize, texts: &[&str], cached: bool) -> usize {
        let directory = tempfile::tempdir().unwrap();
        let mut settings = Settings::new(&format!("sqlite:{}/t.db", directory.path().display())).unwrap();
        settings.pool.statement_cache = most;
        let mut live = Sqlite::new(&settings).unwrap().connect().await.unwrap();
        for text in texts.iter().cycle().take(texts.len() * 3) {
            let statement = Statement { cached, ..Statement::plain(*text, Access::Read) };
            Sqlite::execute(&mut live, statement).await.unwrap();
        }
        // sqlx counts after it has answered.
        live.connection.ping().await.unwrap();
        live.connection.cached_statements_size()
    }

    /// A text is prepared once, however often it is sent; one that is not to be kept is not, nor more than the
    /// settings allow.
    #[test]
    fn a_text_is_prepared_once() {
        let texts = ["SELECT 1", "SELECT 2", "SELECT 3"];
        for (most, cached, expected) in [(8, true, 3), (2, true, 2), (8, false, 0), (0, true, 0)] {
            assert_eq!(
                park_on(kept(most, &texts, cached)),
                expected,
                "with room for {most}, cached: {cached}"
            );
        }
    }
}
