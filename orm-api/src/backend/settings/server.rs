//! A database server: where it is, who connects, and how safely. Each driver is told everything, so that none of them
//! looks into the environment, a service file or a password file by itself (D-55).

use super::Engine;
use std::{fmt, path::PathBuf, time::Duration};

/// A database on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// What kind of server it is.
    pub engine: Engine,
    /// The host's name or address. Taken for TCP also where it is `localhost`, which MySQL's own library would take for
    /// a socket (D-82).
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// The Unix socket, instead of host and port: PostgreSQL's directory of it (option `host=/DIRECTORY`), MySQL's file
    /// (option `socket=/FILE`).
    pub socket: Option<PathBuf>,
    /// Who connects.
    pub user: String,
    /// With what password, if any.
    pub password: Password,
    /// The database's name.
    pub database: String,
    /// How safely (option `sslmode`).
    pub tls: Tls,
    /// The certificates of the authorities that are trusted, in PEM (option `sslrootcert`).
    pub root_certificate: Option<PathBuf>,
}

/// A password, which is never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Password(pub Option<String>);

/// How safely a server is talked to. There is no mode that depends on what the server happens to offer (`prefer`,
/// `allow`, `preferred`): one driver would then connect in the clear, the other not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// In the clear (`disable`). The default on sockets and for the machine's own addresses.
    Disable,
    /// Encrypted; whoever answers is believed (`require`). The default everywhere else.
    Require,
    /// Encrypted, with a certificate of an authority that is trusted (`verify-ca`).
    VerifyCa,
    /// As before, and the certificate names the host (`verify-full`; MySQL's `verify_identity`).
    VerifyFull,
}

/// A server's session settings, the same in every phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// How long connecting may take, at least a second.
    ///
    /// A connection that was idle, and is [asked](super::HealthCheck) first, has half of it for its answer; connecting anew has the
    /// other half then.
    pub connect_timeout: Duration,
    /// How long a statement may run; without one, for ever. MySQL limits only what reads.
    pub statement_timeout: Option<Duration>,
    /// How long a statement waits for a lock. MySQL and MariaDB count whole seconds: it is rounded up there.
    pub lock_timeout: Duration,
    /// The name under which PostgreSQL lists the connection.
    pub application_name: String,
}

impl Default for ServerSettings {
    fn default() -> Self {
        ServerSettings {
            connect_timeout: Duration::from_secs(10),
            statement_timeout: None,
            lock_timeout: Duration::from_secs(50),
            application_name: "segue".to_owned(),
        }
    }
}

impl Tls {
    /// The mode's name, as PostgreSQL has it.
    pub const fn name(self) -> &'static str {
        match self {
            Tls::Disable => "disable",
            Tls::Require => "require",
            Tls::VerifyCa => "verify-ca",
            Tls::VerifyFull => "verify-full",
        }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Password(..)" } else { "Password(none)" })
    }
}

impl fmt::Display for Server {
    /// As a URL, without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Server { engine, host, port, socket, user, database, .. } = self;
        match socket {
            None => write!(f, "{engine}://{user}@{host}:{port}/{database}"),
            Some(socket) => {
                let option = if *engine == Engine::Postgres { "host" } else { "socket" };
                write!(f, "{engine}://{user}@localhost/{database}?{option}={}", socket.display())
            }
        }
    }
}
