//! MariaDB.

use super::Service;
use crate::{
    Engine, Options,
    account::{self, Account},
    find::Search,
    place::Place,
    problem::{Attempt, Problem},
    run,
};
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Read when the data directory is made. `segue` may come from everywhere: MariaDB prefers a user without a name at
/// `localhost` to a named one at `%`, and so those without one go first. Of the four of `root` one is enough.
const USERS: &str = "\
DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');
DELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';
FLUSH PRIVILEGES;
CREATE USER segue@'%' IDENTIFIED BY 'segue';
GRANT ALL PRIVILEGES ON *.* TO segue@'%' WITH GRANT OPTION;
";

/// What the data directory is made with as well: a log of another size would be made anew at the first start.
const FOR_BOTH: &[&str] = &[
    "--innodb-log-file-size=32M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--skip-log-bin",
    "--skip-name-resolve",
    // Nothing waits for the disk. For tests of MariaDB itself, and so not promised to stay.
    "--loose-debug-no-sync",
];

/// What differs from the defaults besides. The limits allow for suites that run side by side.
const SETTINGS: &[&str] = &[
    "--skip-networking=0",
    "--bind-address=127.0.0.1",
    "--sync-binlog=0",
    "--innodb-buffer-pool-size=128M",
    // Neither writes at the end which pages were in use, nor reads them at the start.
    "--innodb-buffer-pool-dump-at-shutdown=OFF",
    "--innodb-buffer-pool-load-at-startup=OFF",
    "--max-connections=400",
    "--character-set-server=utf8mb4",
    "--performance-schema=OFF",
    "--max-allowed-packet=64M",
];

/// An installed MariaDB.
pub(super) struct MariaDb {
    server: PathBuf,
    initializer: PathBuf,
    version: String,
}

impl MariaDb {
    /// The one that is found first.
    ///
    /// # Errors
    /// Where there is none.
    pub(super) fn installed() -> Result<Self, Problem> {
        let found = Search::installed().mariadb()?;
        let version = run::version(&found.server)?;
        Ok(MariaDb { server: found.server, initializer: found.initializer, version })
    }
}

impl Service for MariaDb {
    fn name(&self) -> &'static str {
        Engine::MariaDb.name()
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn engine(&self) -> Engine {
        Engine::MariaDb
    }

    /// It runs as the superuser if it is told so.
    fn account(&self) -> Option<&Account> {
        None
    }

    fn initialize(&self, place: &Place) -> Result<(), Problem> {
        let users = place.scratch().join("users.sql");
        fs::write(&users, USERS).attempt(|| format!("cannot write {}", users.display()))?;
        let mut install = run::command(&self.initializer);
        install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
        install.arg(with("--extra-file=", &users)).args(FOR_BOTH);
        add_folders(&mut install, place);
        run::read(&mut install).map(drop)
    }

    fn command(&self, place: &Place, port: u16, options: &Options) -> Result<Command, Problem> {
        let mut command = run::command(&self.server);
        command.arg("--no-defaults").arg(format!("--port={port}"));
        add_folders(&mut command, place);
        command.arg(with("--socket=", &Engine::MariaDb.socket(&place.sockets())));
        command.arg(with("--pid-file=", &place.pid_file())).args(FOR_BOTH).args(SETTINGS);
        let tls = place.tls();
        if tls.is_dir() {
            command.arg(with("--ssl-ca=", &tls.join("ca.pem")));
            command.arg(with("--ssl-cert=", &tls.join("server.pem")));
            command.arg(with("--ssl-key=", &tls.join("server.key")));
        }
        command.args(&options.arguments);
        Ok(command)
    }

    /// It writes its number when it listens.
    fn is_ready(&self, place: &Place, id: u32) -> bool {
        super::has_signed(place, id)
    }
}

fn add_folders(command: &mut Command, place: &Place) {
    command.arg(with("--datadir=", &place.data())).arg(with("--tmpdir=", &place.scratch()));
    if account::is_superuser() {
        command.arg("--user=root");
    }
}

fn with(option: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(option);
    argument.push(path);
    argument
}
