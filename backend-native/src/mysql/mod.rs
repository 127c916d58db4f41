//! MySQL and MariaDB through sqlx.

mod bind;
mod connect;
mod error;
mod row;
mod whole;

use self::{connect::Live, error::classified, row::Cells};
use crate::{answers, connection::Driver};
use orm_api::{
    Result,
    backend::{
        Access, Done, RowSink, Served, Server, Settings, Statement, Tls,
        mysql::{self, Answer, CHECK, ENCRYPTED, Encrypted, WireRow},
    },
    compile::{Dialect, MariaDb, MySql},
    error::connecting,
};
use sqlx::{
    AssertSqlSafe,
    mysql::{MySqlConnectOptions, MySqlQueryResult},
};

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

    async fn fetch(live: &mut Live, statement: Statement, sink: &mut dyn RowSink) -> Result<()> {
        let sent = live.connection.send(bind::query(statement)?).await?;
        answers::rows(sent, sink, |row| WireRow(Cells(row)), classified).await
    }

    /// What is neither kept prepared nor has parameters takes the simple way: not every statement can be prepared.
    async fn execute(live: &mut Live, statement: Statement) -> Result<Done> {
        if !statement.cached && statement.params.is_empty() {
            return Self::batch(live, &statement.text).await.map(|()| Done::default());
        }
        let sent = live.connection.send(bind::query(statement)?).await?;
        answers::done(sent, MySqlQueryResult::rows_affected, classified).await
    }

    async fn batch(live: &mut Live, sql: &str) -> Result<()> {
        let sent = live.connection.send(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await?;
        answers::done(sent, MySqlQueryResult::rows_affected, classified).await.map(drop)
    }

    async fn close(live: Live) {
        if let Err(error) = live.connection.close().await {
            tracing::debug!(%error, "closing a MySQL connection failed");
        }
    }
}
