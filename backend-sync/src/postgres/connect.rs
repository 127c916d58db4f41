//! Opening a connection.

use super::error;
use crate::cache::Prepared;
use diesel::{
    connection::{Connection, SimpleConnection},
    pg::PgConnection,
};
use orm_api::{
    Result,
    backend::{
        Server, ServerSettings, Settings, Still, Stop,
        postgres::{messages_in_english, session},
    },
};
use std::sync::Arc;

/// An open connection, and what is known of its cache.
pub(crate) struct Live {
    connection: PgConnection,
    prepared: Prepared,
    /// Whether the server still keeps statements that diesel has forgotten.
    forgotten: bool,
    /// Once it was asked for.
    pub(super) stop: Option<Arc<dyn Stop>>,
}

impl Live {
    /// Connects as `conninfo` says, and sets the session up.
    pub(super) fn open(conninfo: &str, settings: &Settings) -> Result<Self> {
        let mut connection = PgConnection::establish(conninfo).map_err(error::not_opened)?;
        connection.batch_execute(&session(settings)).map_err(error::classified)?;
        // It may be refused, and then diesel's errors are known by fewer kinds. Behind a pooler it would stay on a server session
        // that others use.
        if settings.pool.statement_cache > 0 {
            drop(connection.batch_execute(messages_in_english()));
        }
        let prepared = Prepared::watch(&mut connection, settings.pool.statement_cache);
        Ok(Live { connection, prepared, forgotten: false, stop: None })
    }

    /// The connection, ready for the next statement that may be kept prepared.
    pub(super) fn ready(&mut self) -> &mut PgConnection {
        if self.prepared.is_full() {
            self.forget_statements();
        }
        if self.forgotten {
            // Refused inside a transaction that has failed; then it is done later.
            self.forgotten = self.connection.batch_execute("DEALLOCATE ALL").is_err();
        }
        &mut self.connection
    }

    /// The connection, for what is not kept prepared.
    pub(super) fn plain(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    /// Forgets all prepared statements: diesel now, the server before the next one.
    pub(super) fn forget_statements(&mut self) {
        self.prepared.empty(&mut self.connection);
        self.forgotten = true;
    }
}

/// Sends `sql` on a connection of its own, if `still` says yes.
pub(super) fn send_aside(conninfo: &str, sql: &str, still: &Still) -> Result<()> {
    let mut connection = PgConnection::establish(conninfo).map_err(error::not_opened)?;
    match still() {
        true => connection.batch_execute(sql).map_err(error::classified),
        false => Ok(()),
    }
}

/// Everything that libpq is told (<https://www.postgresql.org/docs/current/libpq-connect.html>), so that it asks neither the
/// environment nor a service or password file.
pub(super) fn conninfo(server: &Server, settings: &ServerSettings) -> String {
    let Server { host, port, socket, user, password, database, tls, root_certificate, .. } = server;
    let host = socket.as_ref().map_or_else(|| host.clone(), |socket| socket.display().to_string());
    let seconds = settings.connect_timeout.as_secs().max(2).to_string();
    let mut parts = vec![
        ("host", host),
        ("port", port.to_string()),
        ("user", user.clone()),
        ("password", password.0.clone().unwrap_or_default()),
        // No such file: an empty name would stand for the one in the home directory.
        ("passfile", "/dev/null/none".to_owned()),
        ("dbname", database.clone()),
        ("sslmode", tls.name().to_owned()),
        ("gssencmode", "disable".to_owned()),
        ("client_encoding", "UTF8".to_owned()),
        // libpq takes 1 for 2.
        ("connect_timeout", seconds),
        ("target_session_attrs", "any".to_owned()),
    ];
    if let Some(file) = root_certificate {
        parts.push(("sslrootcert", file.display().to_string()));
    }
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('\'', "\\'");
    parts.iter().map(|(key, value)| format!("{key}='{}' ", quoted(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use orm_api::backend::Location;

    /// Nothing in a password ends it early.
    #[test]
    fn values_are_quoted() {
        let url = r"postgres://me:it's%5C%20x@localhost/d";
        let Location::Server(server) = Location::parse(url).unwrap() else { panic!("no server") };
        let conninfo = conninfo(&server, &ServerSettings::default());
        assert!(conninfo.contains(r"password='it\'s\\ x'"), "{conninfo}");
        assert!(conninfo.contains("sslmode='disable'"), "{conninfo}");
    }
}
