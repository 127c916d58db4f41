//! Opening a connection.

use super::error::classified;
use crate::home::Home;
use orm_api::{
    Result,
    backend::{
        Aside, Server, Settings, Stop, Tls,
        postgres::{STOP, messages_in_english, session},
    },
};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Executor, PgConnection, Row,
    postgres::{PgConnectOptions, PgSslMode},
};
use std::sync::Arc;

/// An open connection, and the runtime that wakes it.
pub(crate) struct Live {
    pub(super) connection: PgConnection,
    pub(super) home: Home,
    /// Whether a pooler may give each transaction another server session.
    pub(super) is_pooled: bool,
    /// None where the server's session is not known.
    pub(super) stop: Option<Arc<dyn Stop>>,
}

/// Connects, and sets the session up.
pub(super) async fn open(options: &PgConnectOptions, settings: &Settings, aside: &Aside) -> Result<Live> {
    let (options, mut session) = (options.clone(), session(settings));
    let is_pooled = settings.pool.statement_cache == 0;
    if !is_pooled {
        session.push_str(STOP);
    }
    let opening = async move {
        let mut connection = options.connect().await.map_err(classified)?;
        let answer = connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(session))).await.map_err(classified)?;
        let stop = answer.last().and_then(|row| row.try_get_unchecked::<String, _>(0).ok());
        if !is_pooled {
            // It may be refused; codes are known all the same, and only messages differ.
            drop(connection.execute(sqlx::raw_sql(messages_in_english())).await);
        }
        Ok((connection, stop))
    };
    let ((connection, stop), home) = Home::open(settings.server.connect_timeout, opening).await?;
    let stop = stop.and_then(|sql| aside.stopper(&sql));
    Ok(Live { connection, home, is_pooled, stop })
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
