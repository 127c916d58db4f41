//! The programs that can be started, behind one contract.

mod mariadb;
mod pgbouncer;
mod postgres;

pub(crate) use pgbouncer::PgBouncer;

use crate::{Engine, Options, account::Account, place::Place, problem::Problem};
use std::{fs, process::Command};

/// A program that serves on a port. It knows how it is set up, started and recognised; who starts it, when it ends and what
/// becomes of its files is the business of `launch`, `shared` and `owned`.
pub(crate) trait Service: Send + Sync {
    /// What its folders are called.
    fn name(&self) -> &'static str;

    /// The program's version.
    fn version(&self) -> &str;

    /// What its clients speak.
    fn engine(&self) -> Engine;

    /// The account that it runs as; `None` for the caller's.
    fn account(&self) -> Option<&Account>;

    /// Makes `place.data()`, whole or with an error. The place is new, and cleared.
    ///
    /// # Errors
    /// Where it cannot be made.
    fn initialize(&self, place: &Place) -> Result<(), Problem>;

    /// The command that serves on `port` until it is told to stop, in the foreground: its process is the server. The options
    /// are the service's to respect, except for the environment.
    ///
    /// # Errors
    /// Where a file that the server reads cannot be written.
    fn command(&self, place: &Place, port: u16, options: &Options) -> Result<Command, Problem>;

    /// Whether the server itself, process `id`, says that it serves. Another one's answer on the port is no proof, since
    /// two may have found the same port free.
    fn is_ready(&self, place: &Place, id: u32) -> bool;

    /// The signal upon which it ends at once, as after a power cut, and leaves nothing in the kernel.
    fn abort_signal(&self) -> &'static str {
        "KILL"
    }

    /// Whether it is a database: it has data, a certificate, and a socket.
    fn is_database(&self) -> bool {
        true
    }
}

/// The service of a database.
///
/// # Errors
/// Where it is not installed.
pub(crate) fn of(engine: Engine) -> Result<Box<dyn Service>, Problem> {
    Ok(match engine {
        Engine::Postgres => Box::new(postgres::Postgres::installed()?),
        Engine::MariaDb => Box::new(mariadb::MariaDb::installed()?),
    })
}

/// The account that a database runs as; `None` for the caller's.
///
/// # Errors
/// Where there is none that it would accept.
pub(crate) fn account_of(engine: Engine) -> Result<Option<Account>, Problem> {
    match engine {
        Engine::Postgres => Account::unprivileged(),
        Engine::MariaDb => Ok(None),
    }
}

/// Whether the process has written its number into its own file.
fn has_signed(place: &Place, id: u32) -> bool {
    fs::read_to_string(place.pid_file()).is_ok_and(|text| text.trim() == id.to_string())
}
