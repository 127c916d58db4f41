//! Opening a connection.

use super::error::classified;
use crate::home::Home;
use orm_api::{
    Result,
    backend::{
        Aside, Server, Settings, Stop, Tls,
        mysql::{STOP, session},
    },
};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Executor, MySqlConnection, Row,
    mysql::{MySqlConnectOptions, MySqlSslMode},
};
use std::sync::Arc;

/// An open connection, and the runtime that wakes it.
pub(crate) struct Live {
    pub(super) connection: MySqlConnection,
    pub(super) home: Home,
    pub(super) stop: Option<Arc<dyn Stop>>,
}

/// Connects, and sets the session up.
pub(super) async fn open(options: &MySqlConnectOptions, settings: &Settings, aside: &Aside) -> Result<Live> {
    let (options, session) = (options.clone(), format!("{}; {STOP}", session(settings)));
    let opening = async move {
        let mut connection = options.connect().await.map_err(classified)?;
        let answer = connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(session))).await.map_err(classified)?;
        let stop = answer.last().and_then(|row| row.try_get_unchecked::<String, _>(0).ok());
        Ok((connection, stop))
    };
    let ((connection, stop), home) = Home::open(settings.server.connect_timeout, opening).await?;
    Ok(Live { connection, home, stop: stop.and_then(|sql| aside.stopper(&sql)) })
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
