//! The blocking backend.

use crate::{connection::Driver, pool::Pool};
use async_trait::async_trait;
use orm_api::{
    Error, ErrorKind, Result,
    backend::{
        Backend, BoxWork, Capabilities, Connection, Demand, InPlace, Lease, Location, Mode, PoolStatus,
        Served, Session, Settings, Waiting, janitor, writer_of,
    },
    compile::Dialect,
    op::park_on,
};
use std::{pin::Pin, sync::Arc, time::Instant};

/// Opens blocking backends.
#[derive(Clone, Copy, Debug)]
pub struct SyncBackend;

impl SyncBackend {
    /// Opens the database that `settings` name, and checks it by opening one connection.
    ///
    /// # Errors
    /// [`Connect`](orm_api::ErrorKind::Connect), which names the database and what would work; [`Unsupported`](orm_api::ErrorKind::Unsupported) where this
    /// build does not know the database.
    ///
    /// # Blocking
    /// Blocks the thread while the connection is opened.
    pub fn open(settings: &Settings) -> Result<Arc<dyn Backend>> {
        match &settings.location {
            #[cfg(feature = "sqlite")]
            Location::Sqlite { .. } | Location::Memory => {
                Running::start(crate::sqlite::Sqlite::new(settings)?, settings)
            }
            #[cfg(feature = "postgres")]
            Location::Server(server) if server.engine == orm_api::backend::Engine::Postgres => {
                Running::start(crate::postgres::Postgres::new(settings, server), settings)
            }
            #[cfg(feature = "mysql")]
            Location::Server(server) if server.engine == orm_api::backend::Engine::MySql => {
                Running::start(crate::mysql::Mysql::new(settings, server)?, settings)
            }
            #[allow(unreachable_patterns, reason = "reached where a feature is off")]
            location => Err(not_compiled_in(location)),
        }
    }
}

/// A backend that is open, typed by its database inside and erased where it leaves this crate.
struct Running<D: Driver> {
    waiting: Waiting,
    pool: Arc<Pool<D>>,
    served: Served,
    driver: Arc<D>,
}

impl<D: Driver> Running<D> {
    fn start(driver: D, settings: &Settings) -> Result<Arc<dyn Backend>> {
        let driver = Arc::new(driver);
        let pool = Pool::new(driver.clone(), settings);
        let served = driver.check(pool.take()?.opened()?)?;
        // Asked for after the file is there: only then is its name known in full.
        let waiting = Waiting::new(&settings.pool, driver.one_writer().map(writer_of), janitor::spawn);
        pool.keep_up();
        Ok(Arc::new(Running { waiting, pool, served, driver }))
    }

    async fn checkout(&self, demand: Demand) -> Result<InPlace> {
        let turn = self.waiting.turn(demand, || self.pool.open()).await?;
        let session = Session::new(Box::new(self.pool.take()?), Mode::Sync, self.served.dialect);
        Ok(InPlace::new(session, turn, janitor::spawn))
    }
}

#[async_trait]
impl<D: Driver> Backend for Running<D> {
    fn mode(&self) -> Mode {
        Mode::Sync
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.served.dialect
    }

    fn capabilities(&self) -> &Capabilities {
        &self.served.capabilities
    }

    fn blocks_in_place(&self) -> bool {
        true
    }

    async fn run(&self, demand: Demand, work: BoxWork) -> Result<BoxWork> {
        self.checkout(demand).await?.carry_out(work).await
    }

    async fn lease(&self, demand: Demand) -> Result<Box<dyn Lease>> {
        Ok(Box::new(self.checkout(demand).await?))
    }

    fn blocking_connection(&self) -> Result<Box<dyn Connection>> {
        Ok(Box::new(self.pool.take()?.stoppable_by(&self.driver)?))
    }

    fn hands_out_stoppers(&self) -> bool {
        self.driver.can_stop()
    }

    fn wait(&self, future: Pin<&mut (dyn Future<Output = ()> + Send)>) {
        park_on(future);
    }

    fn spawn(&self, future: Pin<Box<dyn Future<Output = ()> + Send>>) {
        janitor::spawn(future);
    }

    fn pool(&self) -> PoolStatus {
        PoolStatus { open: self.pool.open(), ..self.waiting.status() }
    }

    async fn close(&self, deadline: Instant) {
        self.waiting.close();
        self.waiting.returned_by(deadline).await;
        self.pool.close();
    }
}

#[cold]
fn not_compiled_in(location: &Location) -> Error {
    let engine = location.engine();
    let message = format!("this build cannot open `{location}`; build with the feature `{engine}`");
    Error::new(ErrorKind::Unsupported, message)
}
