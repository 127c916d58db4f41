//! A server, seen from outside.

use crate::{Engine, place::Place, process, service::Service};
use std::path::PathBuf;

/// The user's name and password.
pub(crate) const PASSWORD: &str = "segue";

/// A server that was started. The user `segue` may do everything; the password is `segue`, which the socket does not ask for
/// on PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// What it speaks: PgBouncer speaks PostgreSQL's protocol.
    pub engine: Engine,
    /// The version, such as `15.13`.
    pub version: String,
    /// Where it is, for a driver: `postgres://segue:segue@127.0.0.1:PORT/postgres`,
    /// `mysql://segue:segue@127.0.0.1:PORT/mysql`.
    pub url: String,
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// Its socket, in the way that clients want it: PostgreSQL's the folder, MariaDB's the file. PgBouncer has none.
    pub socket: Option<PathBuf>,
    /// The number of its process; PostgreSQL's has children.
    pub pid: u32,
    /// The certificate of the authority that signed the server's, for `localhost` and 127.0.0.1; `None` where there was no
    /// OpenSSL to make one, and so no TLS. PgBouncer has none.
    pub ca: Option<PathBuf>,
    /// Its data directory. PgBouncer has none, and nothing is there.
    pub data: PathBuf,
    /// What it wrote.
    pub log: PathBuf,
}

impl Server {
    /// The same server's URL with another database's name.
    pub fn url_of(&self, database: &str) -> String {
        let (scheme, port) = (self.engine.scheme(), self.port);
        format!("{scheme}://segue:{PASSWORD}@127.0.0.1:{port}/{database}")
    }

    /// Whether it answers, and lets people in.
    pub fn answers(&self) -> bool {
        self.engine.answers(self.port)
    }

    /// What was just started at `place`.
    pub(crate) fn started(service: &dyn Service, place: &Place, port: u16, pid: u32) -> Self {
        let server = Server::at(service.engine(), place, service.version(), port, pid);
        if service.is_database() { server } else { Server { socket: None, ..server } }
    }

    /// What the notes at `place` tell of, if it lives.
    pub(crate) fn noted(engine: Engine, place: &Place) -> Option<Self> {
        let number = |name| place.noted(name)?.parse::<u32>().ok();
        let (pid, port) = (number("pid")?, u16::try_from(number("port")?).ok()?);
        let version = place.noted("version").unwrap_or_default();
        is_at(place, pid).then(|| Server::at(engine, place, &version, port, pid))
    }

    fn at(engine: Engine, place: &Place, version: &str, port: u16, pid: u32) -> Self {
        let ca = Some(place.tls().join("ca.pem")).filter(|path| path.is_file());
        let (socket, data, log) = (Some(engine.socket(&place.sockets())), place.data(), place.log());
        let server = Server {
            engine,
            version: version.to_owned(),
            url: String::new(),
            port,
            socket,
            pid,
            ca,
            data,
            log,
        };
        Server { url: server.url_of(engine.database()), ..server }
    }
}

/// Whether the process lives, and is the server at `place`.
pub(crate) fn is_at(place: &Place, pid: u32) -> bool {
    // With a separator at the end: the folder's name may begin another one's.
    process::was_started_with(pid, &place.folder().join(""))
}
