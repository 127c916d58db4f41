//! PostgreSQL.

use super::Service;
use crate::{
    Engine, Options,
    account::Account,
    find::Search,
    place::Place,
    problem::Problem,
    process, run,
    server::{self, PASSWORD},
};
use std::{ffi::OsString, fs, path::PathBuf, process::Command};

/// What differs from the defaults. Nothing waits for the disk; the limits allow for suites that run side by side.
const SETTINGS: &[&str] = &[
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=300",
    "max_prepared_transactions=0",
    "max_locks_per_transaction=256",
    "shared_buffers=64MB",
    "lc_messages=C",
    // Inside the data directory, which is removed: elsewhere a killed server's would stay.
    "dynamic_shared_memory_type=mmap",
    "listen_addresses=127.0.0.1",
];

/// An installed PostgreSQL.
pub(super) struct Postgres {
    server: PathBuf,
    initializer: PathBuf,
    version: String,
    account: Option<Account>,
}

impl Postgres {
    /// The one that is found first.
    ///
    /// # Errors
    /// Where there is none.
    pub(super) fn installed() -> Result<Self, Problem> {
        let found = Search::installed().postgres()?;
        let version = run::version(&found.server)?;
        let account = super::account_of(Engine::Postgres)?;
        Ok(Postgres { server: found.server, initializer: found.initializer, version, account })
    }

    fn runs_as(&self, mut command: Command) -> Command {
        if let Some(account) = &self.account {
            account.runs(&mut command);
        }
        command
    }
}

impl Service for Postgres {
    fn name(&self) -> &'static str {
        Engine::Postgres.name()
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }

    fn initialize(&self, place: &Place) -> Result<(), Problem> {
        let (data, password) = (place.data(), place.scratch().join("password"));
        place.hand_over(&password, PASSWORD.as_bytes(), self.account())?;
        let folder = fs::create_dir(&data).and_then(|()| crate::system::set_mode(&data, 0o700));
        folder.map_err(|error| Problem::new(format!("cannot make {}: {error}", data.display())))?;
        self.account().map_or(Ok(()), |account| account.owns(&data))?;
        // macOS has no C.UTF-8.
        let locale = if cfg!(target_os = "macos") { "C" } else { "C.UTF-8" };
        let mut initdb = self.runs_as(run::command(&self.initializer));
        initdb.arg("-D").arg(&data).arg("--pwfile").arg(&password);
        initdb.args([
            "--username=segue",
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            "--encoding=UTF8",
        ]);
        initdb.args(["--locale", locale, "--lc-messages=C", "--no-sync"]);
        run::read(&mut initdb).map(drop)
    }

    fn command(&self, place: &Place, port: u16, options: &Options) -> Result<Command, Problem> {
        forget_stranger(place);
        let mut command = self.runs_as(run::command(&self.server));
        command.arg("-D").arg(place.data()).arg("-p").arg(port.to_string()).arg("-k").arg(place.sockets());
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        let tls = place.tls();
        if tls.is_dir() {
            let file = |setting: &str, name| {
                let mut argument = OsString::from(setting);
                argument.push(tls.join(name));
                argument
            };
            command.args(["-c", "ssl=on", "-c"]).arg(file("ssl_cert_file=", "server.pem"));
            command.arg("-c").arg(file("ssl_key_file=", "server.key"));
        }
        command.args(&options.arguments);
        Ok(command)
    }

    /// The first line of its lock file is its number, the eighth its condition.
    fn is_ready(&self, place: &Place, id: u32) -> bool {
        let text = fs::read_to_string(lock_file(place)).unwrap_or_default();
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        lines.first() == Some(&id.to_string().as_str()) && lines.get(7) == Some(&"ready")
    }

    /// "Immediate"; killed, it would leave shared memory behind, and those of its processes that are busy.
    fn abort_signal(&self) -> &'static str {
        "QUIT"
    }
}

fn lock_file(place: &Place) -> PathBuf {
    place.data().join("postmaster.pid")
}

/// A server that was killed leaves its lock file, and refuses to start if the process of that number lives. After the machine
/// was started anew it often does, and is somebody else.
fn forget_stranger(place: &Place) {
    let text = fs::read_to_string(lock_file(place)).unwrap_or_default();
    let number = text.lines().next().and_then(|line| line.trim().parse().ok());
    if number.is_some_and(|id| process::is_alive(id) && !server::is_at(place, id)) {
        let _ = fs::remove_file(lock_file(place));
    }
}
