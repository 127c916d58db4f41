//! Opening a connection.

use super::error::classified;
use crate::home::Home;
use orm_api::{
    Result,
    backend::{
        Server, Settings, Tls,
        postgres::{messages_in_english, session},
    },
};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Executor, PgConnection,
    postgres::{PgConnectOptions, PgSslMode},
};

/// An open connection, and the runtime that wakes it.
pub(crate) struct Live {
    pub(super) connection: PgConnection,
    pub(super) home: Home,
    /// Whether a pooler may give each transaction another server session.
    pub(super) is_pooled: bool,
}

/// Connects, and sets the session up.
pub(super) async fn open(options: &PgConnectOptions, settings: &Settings) -> Result<Live> {
    let (options, session) = (options.clone(), session(settings));
    let is_pooled = settings.pool.statement_cache == 0;
    let opening = async move {
        let mut connection = options.connect().await.map_err(classified)?;
        connection.execute(sqlx::raw_sql(AssertSqlSafe(session))).await.map_err(classified)?;
        if !is_pooled {
            // It may be refused; codes are known all the same, and only messages differ.
            drop(connection.execute(sqlx::raw_sql(messages_in_english())).await);
        }
        Ok(connection)
    };
    let (connection, home) = Home::open(settings.server.connect_timeout, opening).await?;
    Ok(Live { connection, home, is_pooled })
}

/// Everything that sqlx is told, so that it does not ask the environment or a password file.
pub(super) fn options(server: &Server, settings: &Settings) -> PgConnectOptions {
    let Server { host, port, socket, user, password, database, tls, root_certificate, .. } = server;
    let options = PgConnectOptions::new_without_pgpass()
        .host(host)
        .port(*port)
        .username(user)
        .password(password.0.as_deref().unwrap_or_default())
        .database(database)
        .ssl_mode(match tls {
            Tls::Disable => PgSslMode::Disable,
            Tls::Require => PgSslMode::Require,
            Tls::VerifyCa => PgSslMode::VerifyCa,
            Tls::VerifyFull => PgSslMode::VerifyFull,
        })
        .statement_cache_capacity(settings.pool.statement_cache)
        // PgBouncer refuses what it does not know; the session sets it.
        .extra_float_digits(None)
        // `Session` reports statements, alike in every phase.
        .disable_statement_logging();
    let options = match root_certificate {
        Some(path) => options.ssl_root_cert(path),
        None => options,
    };
    match socket {
        Some(directory) => options.socket(directory),
        None => options,
    }
}
