//! Opening a connection.

use super::error;
use crate::{cache::Prepared, limited::within};
use diesel::{
    connection::{Connection, SimpleConnection},
    mysql::MysqlConnection,
};
use orm_api::{
    Error, ErrorKind, Result,
    backend::{Server, Settings, Still, Stop, Tls, mysql::session},
};
use std::{sync::Arc, time::Duration};

/// An open connection, and what is known of its cache.
pub(crate) struct Live {
    connection: MysqlConnection,
    prepared: Prepared,
    /// Once it was asked for.
    pub(super) stop: Option<Arc<dyn Stop>>,
}

impl Live {
    /// Connects to `url`, and sets the session up.
    pub(super) fn open(url: &str, settings: &Settings) -> Result<Self> {
        let mut connection = established(url, settings.server.connect_timeout)?;
        connection.batch_execute(&session(settings)).map_err(error::classified)?;
        let prepared = Prepared::watch(&mut connection, settings.pool.statement_cache);
        Ok(Live { connection, prepared, stop: None })
    }

    /// Has every statement prepared anew.
    pub(super) fn forget_statements(&mut self) {
        self.prepared.empty(&mut self.connection);
    }

    /// The connection, ready for the next statement.
    pub(super) fn ready(&mut self) -> &mut MysqlConnection {
        if self.prepared.is_full() {
            self.prepared.empty(&mut self.connection);
        }
        &mut self.connection
    }
}

/// Connects within `limit`, on a thread of its own. diesel cannot tell MariaDB's library of a limit, which would wait for ever
/// where somebody takes the connection and says nothing; that thread is left behind then.
fn established(url: &str, limit: Duration) -> Result<MysqlConnection> {
    let url = url.to_owned();
    match within(limit, "segue-connect", move || MysqlConnection::establish(&url))? {
        Some(connected) => connected.map_err(error::not_opened),
        None => Err(Error::new(ErrorKind::ConnectTimeout, format!("no connection within {limit:?}"))),
    }
}

/// Sends `sql` on a connection of its own, if `still` says yes. Connecting takes no longer than `limit`: nothing could be stopped any
/// more once each place of a connection aside waited for ever.
pub(super) fn send_aside(url: &str, sql: &str, still: &Still, limit: Duration) -> Result<()> {
    let mut connection = established(url, limit)?;
    match still() {
        true => connection.batch_execute(sql).map_err(error::classified),
        false => Ok(()),
    }
}

/// The URL as diesel wants it.
///
/// # Errors
/// [`ErrorKind::Unsupported`] for certificates that are to be verified: MariaDB's library cannot be told to by diesel, and
/// would connect without.
pub(super) fn url(server: &Server) -> Result<String> {
    let Server { host, port, socket, user, password, database, tls, root_certificate, .. } = server;
    if matches!(tls, Tls::VerifyCa | Tls::VerifyFull) {
        let message = format!(
            "`sslmode={}` in the phases `sync` and `threaded`: diesel has no way to have MariaDB's library verify a \
             certificate; use `require` with `sslrootcert`, or the phase `native`",
            tls.name()
        );
        return Err(Error::new(ErrorKind::Unsupported, message));
    }
    let mut password_part = String::new();
    if let Some(password) = &password.0 {
        password_part = format!(":{}", encoded(password));
    }
    // The library takes `localhost` for a socket (D-82).
    let host = if host == "localhost" && socket.is_none() { "127.0.0.1" } else { host };
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let mut url = format!("mysql://{}{password_part}@{host}:{port}/{database}?", encoded(user));
    let mut option = |name: &str, value: &str| url.push_str(&format!("{name}={}&", encoded(value)));
    option("ssl_mode", if *tls == Tls::Disable { "disabled" } else { "required" });
    if let Some(socket) = socket {
        option("unix_socket", &socket.display().to_string());
    }
    if let Some(certificate) = root_certificate.as_ref().filter(|_| *tls != Tls::Disable) {
        option("ssl_ca", &certificate.display().to_string());
    }
    Ok(url)
}

/// Everything but letters and digits, in the form of URLs (RFC 3986, 2.1).
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use orm_api::backend::Location;

    fn url_of(text: &str) -> Result<String> {
        let Location::Server(server) = Location::parse(text)? else { panic!("no server") };
        url(&server)
    }

    /// diesel reads back what was meant; what its library would leave out is refused.
    #[test]
    fn urls_are_rewritten() {
        let plain = url_of("mysql://me:p%40s@localhost/shop").unwrap();
        assert_eq!(plain, "mysql://me:p%40s@127.0.0.1:3306/shop?ssl_mode=disabled&");
        let socket = url_of("mysql://me@localhost/shop?socket=/run/my.sock").unwrap();
        assert!(
            socket.contains("@localhost:3306/shop?") && socket.contains("unix_socket=%2Frun%2Fmy%2Esock"),
            "{socket}"
        );
        let error = url_of("mysql://me@db.example/shop?sslmode=verify-full").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }

    /// Somebody who takes the connection and says nothing keeps it for no longer than connecting may take.
    #[test]
    fn a_stop_does_not_wait_for_ever() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("mysql://me@127.0.0.1:{}/shop", silent.local_addr().unwrap().port());
        let (told, answer) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let still: Still = Arc::new(|| panic!("it has connected to nobody"));
            told.send(send_aside(&url, "KILL QUERY 1", &still, Duration::from_millis(50))).unwrap();
        });
        let error = answer.recv_timeout(Duration::from_secs(5)).unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectTimeout);
    }
}
