//! Throwaway PostgreSQL, MariaDB and PgBouncer for tests, from the binaries that are installed.
//!
//! [`up`] starts a server that everybody shares and that stays when the caller ends; [`throwaway`] starts one of the
//! caller's own, which may be killed, frozen, and started with other settings, and which is gone when it is dropped.
//!
//! ```no_run
//! use segue_services::{Engine, Options, throwaway, up};
//!
//! # fn main() -> Result<(), segue_services::Problem> {
//! let shared = up(Engine::Postgres)?;
//! println!("{}", shared.url);           // postgres://segue:segue@127.0.0.1:24680/postgres
//!
//! let mut own = throwaway(Engine::MariaDb, &Options::new().argument("--sql-mode=ANSI"))?;
//! own.kill()?;                          // as a power cut would
//! own.start()?;                         // on the same port, with the same data
//! # Ok(())
//! # }
//! ```
//!
//! [`Proxy`] stands between a client and a server, and delays, slows, swallows, cuts and counts what passes.
//!
//! No file of the machine's configuration is read, and nothing outside of `target/services` is written, except where
//! the account that a server runs as cannot get there, or a socket's path would be too long: then a folder in the system's
//! folder for temporary files is used. Nothing of it is worth keeping: a data directory that does not start any more is
//! made anew, and the servers do not wait for the disk.
//!
//! Works on Unix; elsewhere everything returns a [`Problem`] that says so.

mod account;
mod ending;
mod engine;
mod find;
mod handshake;
mod home;
mod keeper;
mod launch;
mod options;
mod owned;
mod place;
mod port;
mod problem;
mod process;
mod proxy;
mod run;
mod server;
mod service;
mod shared;
#[cfg_attr(not(unix), path = "system/elsewhere.rs")]
#[cfg_attr(unix, path = "system/unix.rs")]
mod system;
mod template;
mod tls;
mod wait;

pub use engine::Engine;
pub use find::{find, find_pgbouncer};
pub use options::Options;
pub use owned::{Owned, pgbouncer, throwaway};
pub use problem::Problem;
pub use proxy::{Counts, Network, Proxy, Side};
pub use server::Server;
pub use shared::{Status, down, status, up};
