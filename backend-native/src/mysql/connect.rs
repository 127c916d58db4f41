//! Opening a connection.

use super::{error::classified, whole::Whole};
use crate::home::Home;
use orm_api::{
    Result,
    backend::{Server, Settings, Tls, mysql::session},
};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Executor,
    mysql::{MySqlConnectOptions, MySqlSslMode},
};

/// An open connection, and the runtime that wakes it.
pub(crate) struct Live {
    pub(super) connection: Whole,
    pub(super) home: Home,
}

/// Connects, and sets the session up.
pub(super) async fn open(options: &MySqlConnectOptions, settings: &Settings) -> Result<Live> {
    let (options, session) = (options.clone(), session(settings));
    let opening = async move {
        let mut connection = options.connect().await.map_err(classified)?;
        connection.execute(sqlx::raw_sql(AssertSqlSafe(session))).await.map_err(classified)?;
        Ok(connection)
    };
    let (connection, home) = Home::open(settings.server.connect_timeout, opening).await?;
    Ok(Live { connection: Whole::new(connection), home })
}

/// What sqlx is told. What it would set by itself is left to [`session`].
pub(super) fn options(server: &Server, settings: &Settings) -> MySqlConnectOptions {
    let Server { host, port, socket, user, password, database, tls, root_certificate, .. } = server;
    let options = MySqlConnectOptions::new()
        .host(host)
        .port(*port)
        .username(user)
        .database(database)
        .ssl_mode(match tls {
            Tls::Disable => MySqlSslMode::Disabled,
            Tls::Require => MySqlSslMode::Required,
            Tls::VerifyCa => MySqlSslMode::VerifyCa,
            Tls::VerifyFull => MySqlSslMode::VerifyIdentity,
        })
        .statement_cache_capacity(settings.pool.statement_cache)
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .set_names(false)
        // `Session` reports statements, alike in every phase.
        .disable_statement_logging();
    let options = match &password.0 {
        Some(password) => options.password(password),
        None => options,
    };
    let options = match root_certificate {
        Some(path) => options.ssl_ca(path),
        None => options,
    };
    match socket {
        Some(file) => options.socket(file),
        None => options,
    }
}
