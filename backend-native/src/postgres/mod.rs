//! PostgreSQL through sqlx.

mod bind;
mod connect;
mod error;
mod row;

use self::{connect::Live, error::classified, row::Cells};
use crate::{answers, aside::Beside, connection::Driver};
use orm_api::{
    ErrorKind, Result,
    backend::{
        Access, Aside, Done, RowSink, Served, Server, Settings, Statement, Stop,
        postgres::{self, Answer, CHECK, WireRow},
    },
    error::connecting,
};
use sqlx::{
    AssertSqlSafe, Connection, Executor,
    postgres::{PgConnectOptions, PgQueryResult},
};
use std::sync::Arc;

/// A database on a PostgreSQL server.
pub(crate) struct Postgres {
    settings: Settings,
    options: PgConnectOptions,
    aside: Aside,
}

impl Postgres {
    /// The database on `server`, which `settings` name.
    pub(crate) fn new(settings: &Settings, server: &Server) -> Self {
        let (options, limit) = (connect::options(server, settings), settings.server.connect_timeout);
        let aside = Aside::new(Beside { options: options.clone(), limit, classified }, limit);
        Postgres { settings: settings.clone(), options, aside }
    }
}

impl Driver for Postgres {
    type Connection = Live;

    fn is_useful(live: &Live) -> bool {
        live.home.wakes_here()
    }

    fn is_blocked(live: &Live) -> bool {
        live.home.is_blocked()
    }

    fn stopper(live: &Live) -> Option<Arc<dyn Stop>> {
        live.stop.clone()
    }

    async fn connect(&self) -> Result<Live> {
        let opened = connect::open(&self.options, &self.settings, &self.aside).await;
        opened.map_err(|error| connecting(&self.settings.location, error))
    }

    async fn check(&self, live: &mut Live) -> Result<Served> {
        let mut answer = Answer::default();
        Self::fetch(live, Statement::plain(CHECK, Access::Read), &mut answer).await?;
        answer.accept(&self.settings.location)?;
        let capabilities = postgres::capabilities(true, !live.is_pooled);
        Ok(Served { dialect: &orm_api::compile::Postgres, capabilities })
    }

    async fn fetch(live: &mut Live, statement: Statement, sink: &mut dyn RowSink) -> Result<()> {
        if live.is_pooled && statement.alone {
            return pooled(live, async |live| load(live, &statement, sink).await).await;
        }
        let sent = load(live, &statement, sink).await;
        if is_to_be_sent_again(live, &statement, &sent).await? {
            return load(live, &statement, sink).await;
        }
        sent
    }

    /// What is neither kept prepared nor has parameters takes the simple way, in one message.
    async fn execute(live: &mut Live, statement: Statement) -> Result<Done> {
        if !statement.cached && statement.params.is_empty() {
            return Self::batch(live, &statement.text).await.map(|()| Done::default());
        }
        if live.is_pooled && statement.alone {
            return pooled(live, async |live| done(live, &statement).await).await;
        }
        let sent = done(live, &statement).await;
        if is_to_be_sent_again(live, &statement, &sent).await? {
            return done(live, &statement).await;
        }
        sent
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

/// Forgets what was prepared where `sent` says that a plan has gone stale. The statement is sent again unless a transaction has failed
/// by it.
async fn is_to_be_sent_again<T>(live: &mut Live, statement: &Statement, sent: &Result<T>) -> Result<bool> {
    if !matches!(sent, Err(error) if error.kind() == ErrorKind::StalePlan) {
        return Ok(false);
    }
    live.connection.clear_cached_statements().await.map_err(classified)?;
    Ok(statement.alone)
}

async fn load(live: &mut Live, statement: &Statement, sink: &mut dyn RowSink) -> Result<()> {
    let sent = live.connection.fetch_many(bind::query(statement, live.is_pooled)?);
    answers::rows(sent, sink, |row| WireRow(Cells(row)), classified).await
}

async fn done(live: &mut Live, statement: &Statement) -> Result<Done> {
    let sent = live.connection.fetch_many(bind::query(statement, live.is_pooled)?);
    answers::done(sent, PgQueryResult::rows_affected, classified).await
}
