//! The pool: r2d2, which is asked only by who has a turn and so never makes anybody wait for another.

use crate::{
    connection::{Driver, Pooled},
    limited::within,
    manager::{Manager, Offers},
};
use orm_api::{
    Error, ErrorKind, Result,
    backend::{Health, PoolSettings, Settings},
    error::not_set_up,
};
use scheduled_thread_pool::{OnPoolDropBehavior, ScheduledThreadPool};
use std::{
    sync::{
        Arc, PoisonError, RwLock, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// How long r2d2 is waited for before somebody looks whether it has what was offered to it.
pub(crate) const AGAIN: Duration = Duration::from_millis(100);

/// Open connections, lent out or idle; none once closed.
pub(crate) struct Pool<D: Driver> {
    driver: Arc<D>,
    connections: RwLock<Option<r2d2::Pool<Manager<D>>>>,
    pub(crate) offers: Arc<Offers<D::Connection>>,
    pub(crate) settings: PoolSettings,
    health: Arc<Health>,
    closed: Arc<AtomicBool>,
    /// r2d2's thread, which is there as long as r2d2 is.
    pub(crate) threads: Weak<ScheduledThreadPool>,
    /// Whether somebody is opening connections that nobody asked for.
    pub(crate) filling: AtomicBool,
}

impl<D: Driver> Pool<D> {
    /// A pool that opens connections as they are needed.
    pub(crate) fn new(driver: Arc<D>, settings: &Settings) -> Arc<Self> {
        let (health, closed) = (Arc::new(Health::new(settings)), Arc::new(AtomicBool::new(false)));
        let (settings, offers) = (settings.pool.clone(), Arc::new(Offers::default()));
        let manager = Manager::new(offers.clone(), health.clone(), settings.max_lifetime, closed.clone());
        let threads = threads();
        let pool = r2d2::Pool::builder()
            .max_size(u32::try_from(settings.max_connections).unwrap_or(u32::MAX).max(1))
            // Without this, r2d2 opens all connections at once (D-92); its minimum counts idle ones only.
            .min_idle(Some(0))
            // Which connections are to be asked is ours to know, and in how much time.
            .test_on_check_out(false)
            // `upkeep` closes what is idle, down to the minimum.
            .idle_timeout(None)
            .max_lifetime(None)
            .thread_pool(threads.clone())
            .build_unchecked(manager);
        let (connections, filling) = (RwLock::new(Some(pool)), AtomicBool::new(false));
        let threads = Arc::downgrade(&threads);
        Arc::new(Pool { driver, connections, offers, settings, health, closed, threads, filling })
    }

    /// An open connection: the one that was used last, or a new one. One that does not answer any more is closed.
    ///
    /// # Errors
    /// [`ErrorKind::Connect`] where a new one cannot be opened, [`ErrorKind::Closed`] once closed.
    ///
    /// # Blocking
    /// Blocks while a new connection is opened, or an old one is asked.
    pub(crate) fn take(&self) -> Result<Pooled<D>> {
        let mut silent = false;
        loop {
            let Some(mut idle) = self.idle()? else { return self.open_one() };
            if !idle.is_open() {
                continue;
            }
            if !idle.needs_asking() {
                return Ok(idle);
            }
            // Where one was waited for in vain, so would be the others.
            if silent {
                idle.doomed();
                continue;
            }
            let asked = Instant::now();
            if idle.ask().is_ok() {
                return Ok(idle);
            }
            silent = asked.elapsed() >= self.health.limit();
        }
    }

    fn idle(&self) -> Result<Option<Pooled<D>>> {
        let pool = self.connections.read().unwrap_or_else(PoisonError::into_inner);
        Ok(pool.as_ref().ok_or_else(closed)?.try_get().map(Pooled::new))
    }

    /// Opens a connection, on this thread: r2d2 has one thread that opens, behind which everybody would wait. It is offered
    /// to r2d2, from which it comes back, unless another caller was faster: then the same again, after a while, since he
    /// need not give it back before this one goes on.
    fn open_one(&self) -> Result<Pooled<D>> {
        let pool = self.handle().ok_or_else(closed)?;
        let mut offer = self.offers.offer(self.connect()?);
        // Connecting has a limit of its own.
        let mut left = self.settings.acquire_timeout.max(AGAIN);
        while !left.is_zero() {
            let since = Instant::now();
            let got = pool.get_timeout(AGAIN).ok();
            left = left.saturating_sub(since.elapsed());
            // It need not be the one on offer: an old one may have come back meanwhile.
            if let Some(slot) = got.map(Pooled::new).and_then(answering) {
                return Ok(slot);
            }
            if offer.is_taken() {
                offer = self.offers.offer(self.connect()?);
            }
        }
        let message = "connections were opened, and others took them; raise `pool.acquire_timeout`";
        Err(Error::new(ErrorKind::AcquireTimeout, message))
    }

    /// A connection that is not r2d2's yet. Blocks for as long as connecting may take.
    pub(crate) fn connect(&self) -> Result<Box<D::Connection>> {
        let mut connection = Box::new(self.connected()?);
        for sql in &self.settings.setup {
            D::batch(&mut connection, sql).map_err(|error| not_set_up(sql, error))?;
        }
        Ok(connection)
    }

    /// No driver can be told to take less time than usual.
    fn connected(&self) -> Result<D::Connection> {
        let Some(rest) = self.health.rest() else { return self.driver.connect() };
        let driver = self.driver.clone();
        let connected = within(rest, "segue-connect", move || driver.connect())?;
        connected.unwrap_or_else(|| Err(self.health.not_connected(rest)))
    }

    /// How many connections are open.
    pub(crate) fn open(&self) -> usize {
        self.handle().map_or(0, |pool| pool.state().connections as usize)
    }

    /// r2d2's pool, until it is closed.
    pub(crate) fn handle(&self) -> Option<r2d2::Pool<Manager<D>>> {
        self.connections.read().unwrap_or_else(PoisonError::into_inner).clone()
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

/// The one thread that looks after the pool. It ends with it; r2d2's own three would stay for up to half a minute, until they
/// next look for idle connections.
fn threads() -> Arc<ScheduledThreadPool> {
    let pool = ScheduledThreadPool::builder()
        .num_threads(1)
        .thread_name_pattern("segue-r2d2-{}")
        .on_drop_behavior(OnPoolDropBehavior::DiscardPendingScheduled);
    Arc::new(pool.build())
}

/// The connection, if it is one, and answers where it has to be asked.
fn answering<D: Driver>(mut slot: Pooled<D>) -> Option<Pooled<D>> {
    (slot.is_open() && (!slot.needs_asking() || slot.ask().is_ok())).then_some(slot)
}

pub(crate) fn closed() -> Error {
    Error::new(ErrorKind::Closed, "the database handle is closed")
}
