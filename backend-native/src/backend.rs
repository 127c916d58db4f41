//! The native backend.

use crate::{connection::Driver, pool::Pool, runtime};
use async_trait::async_trait;
use futures::future::BoxFuture;
use orm_api::{
    Error, ErrorKind, Result,
    backend::{
        Backend, BoxWork, Capabilities, Demand, InPlace, Lease, Location, Mode, PoolStatus, Served, Session,
        Settings, Waiting, writer_of,
    },
    compile::Dialect,
};
use std::{pin::Pin, sync::Arc, time::Instant};

/// Opens native backends.
#[derive(Clone, Copy, Debug)]
pub struct NativeBackend;

impl NativeBackend {
    /// Opens the database that `settings` name, and checks it by opening one connection.
    ///
    /// # Errors
    /// [`Connect`](orm_api::ErrorKind::Connect), which names the database and what would work;
    /// [`Unsupported`](orm_api::ErrorKind::Unsupported) where this build does not know the database.
    ///
    /// # Cancellation
    /// Dropping the future closes what has been opened.
    pub async fn open(settings: &Settings) -> Result<Arc<dyn Backend>> {
        match &settings.location {
            #[cfg(feature = "sqlite")]
            Location::Sqlite { .. } | Location::Memory => {
                Running::start(crate::sqlite::Sqlite::new(settings)?, settings).await
            }
            #[cfg(feature = "postgres")]
            Location::Server(server) if server.engine == orm_api::backend::Engine::Postgres => {
                Running::start(crate::postgres::Postgres::new(settings, server), settings).await
            }
            #[cfg(feature = "mysql")]
            Location::Server(server) if server.engine == orm_api::backend::Engine::MySql => {
                Running::start(crate::mysql::Mysql::new(settings, server), settings).await
            }
            #[allow(unreachable_patterns, reason = "reached where a feature is off")]
            location => Err(not_compiled_in(location)),
        }
    }
}

/// A backend that is open, typed by its database inside and erased where it leaves this crate.
struct Running<D: Driver> {
    waiting: Waiting,
    pool: Pool<D>,
    served: Served,
}

impl<D: Driver> Running<D> {
    /// Erased here: connecting is deep, and whoever opens a backend would compute with its whole depth.
    fn start(driver: D, settings: &Settings) -> BoxFuture<'_, Result<Arc<dyn Backend>>> {
        Box::pin(Self::started(driver, settings))
    }

    async fn started(driver: D, settings: &Settings) -> Result<Arc<dyn Backend>> {
        let driver = Arc::new(driver);
        let pool = Pool::new(driver.clone(), settings)?;
        let served = driver.check(pool.take().await?.opened()?).await?;
        // Asked for after the file is there: only then is its name known in full.
        let waiting = Waiting::new(&settings.pool, driver.one_writer().map(writer_of), runtime::spawn);
        pool.keep_up();
        Ok(Arc::new(Running { waiting, pool, served }))
    }

    async fn checkout(&self, demand: Demand) -> Result<InPlace> {
        let turn = self.waiting.turn(demand, || self.pool.open()).await?;
        let session = Session::new(Box::new(self.pool.take().await?), Mode::Native, self.served.dialect);
        Ok(InPlace::new(session, turn, runtime::spawn))
    }
}

#[async_trait]
impl<D: Driver> Backend for Running<D> {
    fn mode(&self) -> Mode {
        Mode::Native
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.served.dialect
    }

    fn capabilities(&self) -> &Capabilities {
        &self.served.capabilities
    }

    fn blocks_in_place(&self) -> bool {
        false
    }

    async fn run(&self, demand: Demand, work: BoxWork) -> Result<BoxWork> {
        self.checkout(demand).await?.carry_out(work).await
    }

    async fn lease(&self, demand: Demand) -> Result<Box<dyn Lease>> {
        Ok(Box::new(self.checkout(demand).await?))
    }

    fn wait(&self, future: Pin<&mut (dyn Future<Output = ()> + Send)>) {
        runtime::wait(future);
    }

    fn spawn(&self, future: Pin<Box<dyn Future<Output = ()> + Send>>) {
        runtime::spawn(future);
    }

    fn pool(&self) -> PoolStatus {
        let (open, abandoned) = (self.pool.open(), self.pool.abandoned());
        PoolStatus { open, abandoned, ..self.waiting.status() }
    }

    async fn close(&self, deadline: Instant) {
        self.waiting.close();
        self.waiting.returned_by(deadline).await;
        self.pool.close().await;
    }
}

#[cold]
fn not_compiled_in(location: &Location) -> Error {
    let engine = location.engine();
    let message = format!("this build cannot open `{location}`; build with the feature `{engine}`");
    Error::new(ErrorKind::Unsupported, message)
}
