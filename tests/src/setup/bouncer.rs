//! Segue behind PgBouncer in transaction mode: each transaction may get another session of the server (D-43).

use super::{Face, Options, Place, Setup, servers};
use orm_api::backend::Location;
use segue::{Database, Engine, Mode, Op, Result};
use services::Owned;
use std::sync::{Arc, OnceLock};

/// One of Segue's own modes behind a real PgBouncer.
#[derive(Clone, Copy, Debug)]
pub struct Bouncer(pub Mode);

/// All of Segue's own modes.
///
/// # Errors
/// Where there is no PostgreSQL, or no PgBouncer.
pub fn bouncers() -> Result<Vec<Arc<dyn Setup>>, String> {
    port()?;
    Ok(Mode::ALL.into_iter().map(|mode| Arc::new(Bouncer(mode)) as Arc<dyn Setup>).collect())
}

/// Where it listens. It lives as long as this process.
fn port() -> Result<u16, String> {
    static BOUNCER: OnceLock<Result<Owned, String>> = OnceLock::new();
    let started = BOUNCER.get_or_init(|| servers::server(Engine::Postgres)?.bouncer());
    started.as_ref().map(|bouncer| bouncer.port).map_err(Clone::clone)
}

impl Setup for Bouncer {
    fn name(&self) -> String {
        format!("pgbouncer::{}", self.0)
    }

    fn mode(&self) -> Mode {
        self.0
    }

    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn open(&self, mut options: Options) -> Op<Database> {
        if let (Location::Server(server), Ok(port)) = (&mut options.settings.location, port()) {
            (server.port, server.socket) = (port, None);
        }
        options.settings.pool.statement_cache = 0;
        Face { engine: Engine::Postgres, mode: self.0 }.open(options)
    }

    fn fresh(&self) -> Result<Place> {
        Place::on(Engine::Postgres)
    }
}
