//! PostgreSQL through sqlx.

mod bind;
mod connect;
mod error;
mod row;

use self::{connect::Live, error::classified, row::Cells};
use crate::connection::{Driver, deliver};
use futures::TryStreamExt;
use orm_api::{
    ErrorKind, Result,
    backend::{
        Access, Done, RowSink, Served, Server, Settings, Statement,
        postgres::{self, Answer, CHECK, WireRow},
    },
    error::connecting,
};
use sqlx::{AssertSqlSafe, Connection, Either, Executor, postgres::PgConnectOptions};
use std::path::Path;

/// A database on a PostgreSQL server.
pub(crate) struct Postgres {
    settings: Settings,
    options: PgConnectOptions,
}

impl Postgres {
    /// The database on `server`, which `settings` name.
    pub(crate) fn new(settings: &Settings, server: &Server) -> Self {
        Postgres { settings: settings.clone(), options: connect::options(server, settings) }
    }
}

impl Driver for Postgres {
    type Connection = Live;

    fn one_writer(&self) -> Option<&Path> {
        None
    }

    fn is_useful(live: &Live) -> bool {
        live.home.wakes_here()
    }

    fn is_blocked(live: &Live) -> bool {
        live.home.is_blocked()
    }

    async fn connect(&self) -> Result<Live> {
        let opened = connect::open(&self.options, &self.settings).await;
        opened.map_err(|error| connecting(&self.settings.location, error))
    }

    async fn check(&self, live: &mut Live) -> Result<Served> {
        let mut answer = Answer::default();
        Self::fetch(live, Statement::plain(CHECK, Access::Read), &mut answer).await?;
        answer.accept(&self.settings.location)?;
        Ok(Served { dialect: &orm_api::compile::Postgres, capabilities: postgres::capabilities(true) })
    }

    /// A statement whose plan has gone stale is prepared and sent again, unless a transaction has failed by it.
    async fn fetch(live: &mut Live, statement: Statement, sink: &mut dyn RowSink) -> Result<()> {
        if live.is_pooled && statement.alone {
            return pooled(live, async |live| load(live, &statement, sink).await).await;
        }
        match load(live, &statement, sink).await {
            Err(error) if error.kind() == ErrorKind::StalePlan => {
                live.connection.clear_cached_statements().await.map_err(classified)?;
                if statement.alone { load(live, &statement, sink).await } else { Err(error) }
            }
            result => result,
        }
    }

    /// What is neither kept prepared nor has parameters takes the simple way, in one message.
    async fn execute(live: &mut Live, statement: Statement) -> Result<Done> {
        if !statement.cached && statement.params.is_empty() {
            return Self::batch(live, &statement.text).await.map(|()| Done::default());
        }
        if live.is_pooled && statement.alone {
            return pooled(live, async |live| done(live, &statement).await).await;
        }
        match done(live, &statement).await {
            Err(error) if error.kind() == ErrorKind::StalePlan => {
                live.connection.clear_cached_statements().await.map_err(classified)?;
                if statement.alone { done(live, &statement).await } else { Err(error) }
            }
            result => result,
        }
    }

    async fn batch(live: &mut Live, sql: &str) -> Result<()> {
        live.connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop).map_err(classified)
    }

    async fn close(live: Live) {
        if let Err(error) = Connection::close(live.connection).await {
            tracing::debug!(%error, "closing a PostgreSQL connection failed");
        }
    }
}

/// Puts a statement that stands alone into a transaction of its own. sqlx prepares it in one message and carries it out in
/// another, and behind a pooler each could reach another server session, but for a transaction's (D-43).
async fn pooled<T>(live: &mut Live, send: impl AsyncFnOnce(&mut Live) -> Result<T>) -> Result<T> {
    Postgres::batch(live, "BEGIN").await?;
    let sent = send(live).await;
    // What follows a failed statement is a rollback, whatever it is called.
    Postgres::batch(live, if sent.is_ok() { "COMMIT" } else { "ROLLBACK" }).await.and(sent)
}

/// Shows all rows to `sink`. Rows that nobody wants any more are read to their end: until then the connection could not be
/// used, and the error of a statement that fails late would be lost.
async fn load(live: &mut Live, statement: &Statement, sink: &mut dyn RowSink) -> Result<()> {
    let mut sent = live.connection.fetch_many(bind::query(statement, live.is_pooled)?);
    let mut outcome = Ok(true);
    while let Some(step) = sent.try_next().await.map_err(classified)? {
        match step {
            Either::Right(row) if matches!(outcome, Ok(true)) => {
                outcome = deliver(sink, WireRow(Cells(row))).await;
            }
            _ => {}
        }
    }
    outcome.map(drop)
}

async fn done(live: &mut Live, statement: &Statement) -> Result<Done> {
    let mut sent = live.connection.fetch_many(bind::query(statement, live.is_pooled)?);
    let mut done = Done::default();
    while let Some(step) = sent.try_next().await.map_err(classified)? {
        if let Either::Left(changed) = step {
            done.rows = changed.rows_affected();
        }
    }
    Ok(done)
}
