//! The backend in use, and what runs on it.

use crate::backend::Backend;
use std::{
    collections::BTreeMap,
    panic::Location,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Instant,
};
use tokio::sync::Notify;

/// A transaction or stream in flight.
#[derive(Clone, Debug)]
pub struct Running {
    /// What it is.
    pub what: &'static str,
    /// Where the application began it.
    pub place: &'static Location<'static>,
    /// Since when it runs.
    pub since: Instant,
}

/// A backend that takes work, or took it until a switch.
pub(super) struct Active {
    pub(super) backend: Arc<dyn Backend>,
    /// How many operations, transactions and streams run, and [`AWAITED`] once somebody waits for their end: waking
    /// nobody would take a lock at the end of each.
    operations: AtomicUsize,
    /// Transactions and streams: few and long, so that each is named in a switch's report.
    long: Mutex<BTreeMap<u64, Running>>,
    next: AtomicU64,
    idle: Notify,
}

/// Far above any number of operations.
const AWAITED: usize = 1 << (usize::BITS - 1);

impl Active {
    pub(super) fn new(backend: Arc<dyn Backend>) -> Arc<Self> {
        Arc::new(Active {
            backend,
            operations: AtomicUsize::new(0),
            long: Mutex::default(),
            next: AtomicU64::new(0),
            idle: Notify::new(),
        })
    }

    /// Counts one operation until the guard is dropped.
    pub(super) fn enter(self: &Arc<Self>) -> InFlight {
        self.operations.fetch_add(1, Ordering::Relaxed);
        InFlight { active: self.clone(), long: None }
    }

    /// Counts one transaction or stream, by name, until the guard is dropped.
    pub(super) fn enter_long(
        self: &Arc<Self>,
        what: &'static str,
        place: &'static Location<'static>,
    ) -> InFlight {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let running = Running { what, place, since: Instant::now() };
        self.long.lock().unwrap_or_else(PoisonError::into_inner).insert(id, running);
        self.operations.fetch_add(1, Ordering::Relaxed);
        InFlight { active: self.clone(), long: Some(id) }
    }

    /// How many operations, transactions and streams run.
    pub(super) fn in_flight(&self) -> usize {
        self.operations.load(Ordering::Acquire) & !AWAITED
    }

    /// The transactions and streams that run.
    pub(super) fn running(&self) -> Vec<Running> {
        self.long.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Ready when nothing runs. Only meaningful once nothing new can enter.
    pub(super) async fn drained(&self) {
        self.operations.fetch_or(AWAITED, Ordering::AcqRel);
        loop {
            let mut notified = std::pin::pin!(self.idle.notified());
            // Registers before the count is read, so that no wake-up falls in between.
            notified.as_mut().enable();
            if self.in_flight() == 0 {
                return;
            }
            notified.await;
        }
    }
}

/// One operation, transaction or stream on a backend, which stays open at least as long.
pub(crate) struct InFlight {
    active: Arc<Active>,
    long: Option<u64>,
}

impl InFlight {
    pub(crate) fn backend(&self) -> &Arc<dyn Backend> {
        &self.active.backend
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(id) = self.long {
            self.active.long.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        }
        if self.active.operations.fetch_sub(1, Ordering::AcqRel) == AWAITED | 1 {
            self.active.idle.notify_waiters();
        }
    }
}
