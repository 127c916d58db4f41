//! The pool: deadpool, which is asked only by who has a turn and so never makes anybody wait for another. sqlx's own
//! pool sends a ping before each use and another after it.

use crate::{
    connection::{Driver, Pooled},
    runtime,
};
use deadpool::managed::{self, Metrics, PoolError, QueueMode, RecycleError, RecycleResult, WeakPool};
use orm_api::{Error, ErrorKind, Result, backend::PoolSettings};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Open connections, lent out or idle; none once closed.
pub(crate) struct Pool<D: Driver> {
    connections: managed::Pool<Manager<D>>,
    max_lifetime: Duration,
}

impl<D: Driver> Pool<D> {
    /// A pool that opens connections as they are needed.
    ///
    /// # Errors
    /// None: what deadpool refuses is not asked for.
    pub(crate) fn new(driver: Arc<D>, settings: &PoolSettings) -> Result<Self> {
        let manager = Manager { driver, idle_timeout: settings.idle_timeout, abandoned: Arc::default() };
        let built = managed::Pool::builder(manager)
            .max_size(settings.max_connections)
            // The connection that was used last has what it needs in its caches, and the others grow idle.
            .queue_mode(QueueMode::Lifo)
            .build();
        let connections = built.map_err(|error| {
            Error::new(ErrorKind::Internal, format!("the pool cannot be made: {error}")).with_source(error)
        })?;
        runtime::spawn(Box::pin(close_idle(connections.weak(), settings.clone())));
        Ok(Pool { connections, max_lifetime: settings.max_lifetime })
    }

    /// An open connection: the one that was used last, or a new one.
    ///
    /// # Errors
    /// [`ErrorKind::Connect`] where a new one cannot be opened, [`ErrorKind::Closed`] once closed.
    ///
    /// # Cancellation
    /// A connection that was being opened is closed.
    pub(crate) async fn take(&self) -> Result<Pooled<D>> {
        match self.connections.get().await {
            Ok(object) => Ok(Pooled::new(object, self.max_lifetime)),
            Err(PoolError::Backend(error)) => Err(error),
            Err(PoolError::Closed) => Err(Error::new(ErrorKind::Closed, "the database handle is closed")),
            Err(error) => Err(Error::new(ErrorKind::Internal, format!("the pool failed: {error}"))),
        }
    }

    /// How many connections are open.
    pub(crate) fn open(&self) -> usize {
        self.connections.status().size
    }

    /// Statements that nobody wants any more, and that connections wait for.
    pub(crate) fn abandoned(&self) -> usize {
        self.connections.manager().abandoned.load(Ordering::Relaxed)
    }

    /// Closes what is idle, and what is lent out when it comes back.
    pub(crate) async fn close(&self) {
        let idle = self.connections.retain(|_, _| false).removed;
        self.connections.close();
        for connection in idle {
            D::close(connection).await;
        }
    }
}

/// Closes, from time to time, connections that nobody used for long, until the pool is gone. As often as r2d2.
async fn close_idle<D: Driver>(pool: WeakPool<Manager<D>>, settings: PoolSettings) {
    const PERIOD: Duration = Duration::from_secs(30);
    let PoolSettings { idle_timeout, max_lifetime, .. } = settings;
    let period = idle_timeout.min(max_lifetime).clamp(Duration::from_millis(10), PERIOD);
    loop {
        tokio::time::sleep(period).await;
        let Some(pool) = pool.upgrade().filter(|pool: &managed::Pool<_>| !pool.is_closed()) else { return };
        let keep = |metrics: Metrics| metrics.last_used() < idle_timeout && metrics.age() < max_lifetime;
        drop(pool.retain(|_, metrics| keep(metrics)));
    }
}

/// Opens connections, and judges those that are to be used again.
pub(crate) struct Manager<D> {
    driver: Arc<D>,
    idle_timeout: Duration,
    abandoned: Arc<AtomicUsize>,
}

impl<D> Manager<D> {
    /// Where statements are counted that nobody wants any more.
    pub(crate) fn abandoned(&self) -> Arc<AtomicUsize> {
        self.abandoned.clone()
    }
}

impl<D: Driver> managed::Manager for Manager<D> {
    type Type = D::Connection;
    type Error = Error;

    async fn create(&self) -> Result<D::Connection> {
        self.driver.connect().await
    }

    /// Sends nothing: [`Session`](orm_api::backend::Session) knows which connections are clean.
    async fn recycle(&self, connection: &mut D::Connection, metrics: &Metrics) -> RecycleResult<Error> {
        match metrics.last_used() < self.idle_timeout && D::is_useful(connection) {
            true => Ok(()),
            false => Err(RecycleError::message("nobody used it for too long, or its runtime is gone")),
        }
    }
}
