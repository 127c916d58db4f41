//! MySQL and MariaDB through sqlx.

mod bind;
mod connect;
mod error;
mod row;

use self::{connect::Live, error::classified, row::Cells};
use crate::connection::{Driver, deliver};
use futures::TryStreamExt;
use orm_api::{
    Result,
    backend::{
        Access, Done, RowSink, Served, Server, Settings, Statement, Tls,
        mysql::{self, Answer, CHECK, ENCRYPTED, Encrypted, WireRow},
    },
    compile::{Dialect, MariaDb, MySql},
    error::connecting,
};
use sqlx::{AssertSqlSafe, Connection, Either, Executor, mysql::MySqlConnectOptions};
use std::path::Path;

/// A database on a MySQL or MariaDB server.
pub(crate) struct Mysql {
    settings: Settings,
    options: MySqlConnectOptions,
    encrypted: bool,
}

impl Mysql {
    /// The database on `server`, which `settings` name.
    pub(crate) fn new(settings: &Settings, server: &Server) -> Self {
        let (options, encrypted) = (connect::options(server, settings), server.tls != Tls::Disable);
        Mysql { settings: settings.clone(), options, encrypted }
    }

    async fn open(&self) -> Result<Live> {
        let mut live = connect::open(&self.options, &self.settings).await?;
        if self.encrypted {
            let mut answer = Encrypted::default();
            Self::fetch(&mut live, Statement::plain(ENCRYPTED, Access::Read), &mut answer).await?;
            answer.accept(&self.settings.location)?;
        }
        Ok(live)
    }
}

impl Driver for Mysql {
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
        self.open().await.map_err(|error| connecting(&self.settings.location, error))
    }

    async fn check(&self, live: &mut Live) -> Result<Served> {
        let mut answer = Answer::default();
        Self::fetch(live, Statement::plain(CHECK, Access::Read), &mut answer).await?;
        answer.accept(&self.settings.location)?;
        let dialect: &dyn Dialect = if answer.is_mariadb() { &MariaDb } else { &MySql };
        Ok(Served { dialect, capabilities: mysql::capabilities(true, answer.is_mariadb()) })
    }

    /// Rows that nobody wants any more are read to their end: until then the connection could not be used.
    async fn fetch(live: &mut Live, statement: Statement, sink: &mut dyn RowSink) -> Result<()> {
        let mut sent = live.connection.fetch_many(bind::query(statement)?);
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

    /// What is neither kept prepared nor has parameters takes the simple way: not every statement can be prepared.
    async fn execute(live: &mut Live, statement: Statement) -> Result<Done> {
        if !statement.cached && statement.params.is_empty() {
            return Self::batch(live, &statement.text).await.map(|()| Done::default());
        }
        let mut sent = live.connection.fetch_many(bind::query(statement)?);
        let mut done = Done::default();
        while let Some(step) = sent.try_next().await.map_err(classified)? {
            if let Either::Left(changed) = step {
                done.rows = changed.rows_affected();
            }
        }
        Ok(done)
    }

    async fn batch(live: &mut Live, sql: &str) -> Result<()> {
        live.connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop).map_err(classified)
    }

    async fn close(live: Live) {
        if let Err(error) = Connection::close(live.connection).await {
            tracing::debug!(%error, "closing a MySQL connection failed");
        }
    }
}
