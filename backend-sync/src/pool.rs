//! The pool: r2d2, which is asked only by who has a turn and so never makes anybody wait for another.

use crate::connection::{Driver, Pooled};
use orm_api::{Error, ErrorKind, Result, backend::PoolSettings};
use r2d2::ManageConnection;
use scheduled_thread_pool::{OnPoolDropBehavior, ScheduledThreadPool};
use std::{
    convert::Infallible,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Open connections, lent out or idle; none once closed.
pub(crate) struct Pool<D: Driver> {
    connections: RwLock<Option<r2d2::Pool<Manager<D>>>>,
    closed: Arc<AtomicBool>,
    /// How long a connection may take to open.
    timeout: Duration,
}

impl<D: Driver> Pool<D> {
    /// A pool that opens connections as they are needed.
    pub(crate) fn new(driver: Arc<D>, settings: &PoolSettings) -> Self {
        let least = Duration::from_millis(1);
        let timeout = settings.acquire_timeout.max(least);
        let closed = Arc::new(AtomicBool::new(false));
        let manager = Manager { driver, max_lifetime: settings.max_lifetime, closed: closed.clone() };
        let pool = r2d2::Pool::builder()
            .max_size(u32::try_from(settings.max_connections).unwrap_or(u32::MAX).max(1))
            // Without this, r2d2 opens all connections at once (D-92).
            .min_idle(Some(0))
            // A ping costs as much as a query; `Session` knows which connections are clean.
            .test_on_check_out(false)
            .connection_timeout(timeout)
            .idle_timeout(Some(settings.idle_timeout.max(least)))
            .max_lifetime(Some(settings.max_lifetime.max(least)))
            .thread_pool(opener())
            .build_unchecked(manager);
        Pool { connections: RwLock::new(Some(pool)), closed, timeout }
    }

    /// An open connection: the one that was used last, or a new one.
    ///
    /// # Errors
    /// [`ErrorKind::Connect`] where a new one cannot be opened, [`ErrorKind::Closed`] once closed.
    ///
    /// # Blocking
    /// Blocks while a new connection is opened.
    pub(crate) fn take(&self) -> Result<Pooled<D>> {
        let pool = {
            let pool = self.connections.read().unwrap_or_else(PoisonError::into_inner);
            let pool = pool.as_ref().ok_or_else(closed)?;
            match pool.try_get() {
                Some(slot) => return Pooled::new(slot),
                None => pool.clone(),
            }
        };
        self.open_one(&pool)
    }

    /// Has a connection opened. Asks again after a while: another caller may have taken what was opened for
    /// this one, and need not give it back before this one goes on.
    fn open_one(&self, pool: &r2d2::Pool<Manager<D>>) -> Result<Pooled<D>> {
        const AGAIN: Duration = Duration::from_millis(250);
        let started = Instant::now();
        while let Some(left) = self.timeout.checked_sub(started.elapsed()) {
            if let Ok(slot) = pool.get_timeout(left.min(AGAIN)) {
                return Pooled::new(slot);
            }
        }
        let message = format!(
            "no connection could be opened within {:?}; raise `pool.acquire_timeout`, or look at the disk",
            self.timeout
        );
        Err(Error::new(ErrorKind::AcquireTimeout, message))
    }

    /// How many connections are open.
    pub(crate) fn open(&self) -> usize {
        let pool = self.connections.read().unwrap_or_else(PoisonError::into_inner);
        pool.as_ref().map_or(0, |pool| pool.state().connections as usize)
    }

    /// Closes what is idle, and what is lent out when it comes back.
    pub(crate) fn close(&self) {
        let pool = self.connections.write().unwrap_or_else(PoisonError::into_inner).take();
        let Some(pool) = pool else { return };
        // r2d2 closes idle connections with the last handle to the pool, which who has borrowed one holds too.
        self.closed.store(true, Ordering::Relaxed);
        while let Some(idle) = pool.try_get() {
            drop(idle);
        }
    }
}

/// The one thread that opens connections and closes idle ones. It ends with its pool; r2d2's own three would stay
/// for up to half a minute, until they next look for idle connections.
fn opener() -> Arc<ScheduledThreadPool> {
    let pool = ScheduledThreadPool::builder()
        .num_threads(1)
        .thread_name_pattern("segue-r2d2-{}")
        .on_drop_behavior(OnPoolDropBehavior::DiscardPendingScheduled);
    Arc::new(pool.build())
}

fn closed() -> Error {
    Error::new(ErrorKind::Closed, "the database handle is closed")
}

/// What r2d2 keeps.
pub(crate) struct Slot<C> {
    /// A connection that could not be opened is handed out as its error: r2d2 would try again for the whole
    /// timeout, and then hand out the error's text. Boxed: r2d2 moves what it keeps several times for each loan.
    pub(crate) opened: Result<Box<C>>,
    /// Whether it is closed when it comes back.
    pub(crate) doomed: bool,
    born: Instant,
}

/// Opens connections, and judges those that come back.
pub(crate) struct Manager<D> {
    driver: Arc<D>,
    max_lifetime: Duration,
    closed: Arc<AtomicBool>,
}

impl<D: Driver> ManageConnection for Manager<D> {
    type Connection = Slot<D::Connection>;
    type Error = Infallible;

    fn connect(&self) -> Result<Self::Connection, Infallible> {
        Ok(Slot { opened: self.driver.connect().map(Box::new), doomed: false, born: Instant::now() })
    }

    fn is_valid(&self, _: &mut Self::Connection) -> Result<(), Infallible> {
        Ok(())
    }

    fn has_broken(&self, slot: &mut Self::Connection) -> bool {
        slot.doomed
            || slot.opened.is_err()
            || slot.born.elapsed() >= self.max_lifetime
            || self.closed.load(Ordering::Relaxed)
    }
}
