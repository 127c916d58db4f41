//! The pool: deadpool, which is asked only by who has a turn and so never makes anybody wait for another. sqlx's own
//! pool sends a ping before each use and another after it.

use crate::{
    connection::{Driver, Pooled},
    runtime,
    upkeep::keep_up,
};
use deadpool::managed::{self, Metrics, Object, PoolError, QueueMode, RecycleError, RecycleResult};
use orm_api::{
    Error, ErrorKind, Result,
    backend::{Connection, Health, PoolSettings, Settings, Stop},
    error::not_set_up,
};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Instant,
};

/// Open connections, lent out or idle; none once closed.
pub(crate) struct Pool<D: Driver> {
    pub(crate) connections: managed::Pool<Manager<D>>,
    pub(crate) settings: PoolSettings,
    pub(crate) health: Arc<Health>,
}

impl<D: Driver> Pool<D> {
    /// A pool that opens connections as they are needed.
    ///
    /// # Errors
    /// None: what deadpool refuses is not asked for.
    pub(crate) fn new(driver: Arc<D>, settings: &Settings) -> Result<Self> {
        let (health, settings) = (Arc::new(Health::new(settings)), settings.pool.clone());
        let (setup, abandoned) = (settings.setup.clone(), Arc::default());
        let manager = Manager { driver, health: health.clone(), setup, abandoned, offered: Mutex::default() };
        let built = managed::Pool::builder(manager)
            .max_size(settings.max_connections)
            // The connection that was used last has what it needs in its caches, and the others grow idle.
            .queue_mode(QueueMode::Lifo)
            .build();
        let connections = built.map_err(|error| {
            Error::new(ErrorKind::Internal, format!("the pool cannot be made: {error}")).with_source(error)
        })?;
        Ok(Pool { connections, settings, health })
    }

    /// Looks after the pool from now on, until it is closed or has gone.
    pub(crate) fn keep_up(&self) {
        runtime::spawn(Box::pin(keep_up(
            self.connections.weak(),
            self.settings.clone(),
            self.health.clone(),
        )));
    }

    /// An open connection: the one that was used last, or a new one. One that does not answer any more is closed.
    ///
    /// # Errors
    /// [`ErrorKind::Connect`] where a new one cannot be opened, [`ErrorKind::Closed`] once closed.
    ///
    /// # Cancellation
    /// A connection that was being opened, or asked, is closed.
    pub(crate) async fn take(&self) -> Result<Pooled<D>> {
        let mut silent = false;
        loop {
            let object = self.get().await?;
            let due = self.health.is_due(object.last_used);
            let mut pooled = Pooled::new(object, self.settings.max_lifetime);
            if !due {
                return Ok(pooled);
            }
            // Where one was waited for in vain, so would be the others.
            if silent {
                pooled.doom();
                continue;
            }
            let asked = Instant::now();
            if Box::pin(pooled.ask()).await.is_ok() {
                return Ok(pooled);
            }
            silent = asked.elapsed() >= self.health.limit();
        }
    }

    async fn get(&self) -> Result<Object<Manager<D>>> {
        self.connections.get().await.map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Closed => Error::new(ErrorKind::Closed, "the database handle is closed"),
            error => Error::new(ErrorKind::Internal, format!("the pool failed: {error}")),
        })
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
        for slot in idle {
            D::close(slot.connection).await;
        }
    }
}

/// What deadpool keeps.
pub(crate) struct Slot<C> {
    pub(crate) connection: C,
    /// Whether the caller of its last call has gone.
    pub(crate) left: Arc<AtomicBool>,
    /// What stops a statement on it.
    pub(crate) stop: Option<Arc<dyn Stop>>,
    /// What is known of the whole pool.
    pub(crate) health: Arc<Health>,
    /// When a statement last ended; only kept where somebody looks.
    pub(crate) last_used: Instant,
    /// Since when nobody has borrowed it.
    pub(crate) idle_since: Instant,
}

/// Opens connections, and judges those that are to be used again.
pub(crate) struct Manager<D: Driver> {
    driver: Arc<D>,
    health: Arc<Health>,
    setup: Vec<String>,
    abandoned: Arc<AtomicUsize>,
    offered: Mutex<Option<Slot<D::Connection>>>,
}

impl<D: Driver> Manager<D> {
    /// Where statements are counted that nobody wants any more.
    pub(crate) fn abandoned(&self) -> Arc<AtomicUsize> {
        self.abandoned.clone()
    }

    /// What was opened elsewhere, and is to be deadpool's next new connection; none once that has it.
    pub(crate) fn offered(&self) -> MutexGuard<'_, Option<Slot<D::Connection>>> {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<D: Driver> managed::Manager for Manager<D> {
    type Type = Slot<D::Connection>;
    type Error = Error;

    /// Boxed: a driver's way to open a connection is forty kilobytes of future, and each caller who waits for his turn would carry
    /// it, while few ever open one.
    async fn create(&self) -> Result<Slot<D::Connection>> {
        let offered = self.offered().take();
        match offered {
            Some(offered) => Ok(offered),
            None => Box::pin(self.opened()).await,
        }
    }

    /// Sends nothing: [`Pool::take`] asks those that have to be asked.
    async fn recycle(&self, slot: &mut Slot<D::Connection>, _: &Metrics) -> RecycleResult<Error> {
        match D::is_useful(&slot.connection) {
            true => Ok(()),
            false => Err(RecycleError::message("its runtime is gone")),
        }
    }
}

impl<D: Driver> Manager<D> {
    /// A connection that is not deadpool's yet.
    pub(crate) async fn opened(&self) -> Result<Slot<D::Connection>> {
        let mut connection = self.health.connected(self.driver.connect()).await?;
        for sql in &self.setup {
            D::batch(&mut connection, sql).await.map_err(|error| not_set_up(sql, error))?;
        }
        let now = Instant::now();
        let (stop, health) = (D::stopper(&connection), self.health.clone());
        Ok(Slot { connection, left: Arc::default(), stop, health, last_used: now, idle_since: now })
    }
}
