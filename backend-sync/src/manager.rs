//! What r2d2 keeps, and how it comes by it.

use crate::connection::Driver;
use orm_api::backend::Health;
use r2d2::ManageConnection;
use std::{
    collections::VecDeque,
    convert::Infallible,
    marker::PhantomData,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// What r2d2 keeps.
pub(crate) struct Slot<C> {
    /// None where nothing was on offer, and once it did not answer. Boxed: r2d2 moves what it keeps several times for each
    /// loan.
    pub(crate) opened: Option<Box<C>>,
    /// Whether it is closed when it comes back.
    pub(crate) doomed: bool,
    /// What is known of the whole pool.
    pub(crate) health: Arc<Health>,
    /// When a statement last ended; only kept where somebody looks.
    pub(crate) last_used: Instant,
    /// Since when nobody has borrowed it.
    pub(crate) idle_since: Instant,
    /// Whether it was only looked at, which is no use.
    pub(crate) looked_at: bool,
    born: Instant,
}

/// Gets connections for r2d2, and judges those that come back.
pub(crate) struct Manager<D: Driver> {
    offers: Arc<Offers<D::Connection>>,
    health: Arc<Health>,
    max_lifetime: Duration,
    closed: Arc<AtomicBool>,
    driver: PhantomData<fn(D)>,
}

impl<D: Driver> Manager<D> {
    pub(crate) fn new(
        offers: Arc<Offers<D::Connection>>,
        health: Arc<Health>,
        max_lifetime: Duration,
        closed: Arc<AtomicBool>,
    ) -> Self {
        Manager { offers, health, max_lifetime, closed, driver: PhantomData }
    }
}

impl<D: Driver> ManageConnection for Manager<D> {
    type Connection = Slot<D::Connection>;
    type Error = Infallible;

    /// Takes what was opened elsewhere. Where that has been taken back meanwhile, r2d2 gets an empty slot, which whoever
    /// takes it throws away: it would ask again for ever.
    fn connect(&self) -> Result<Self::Connection, Infallible> {
        let (opened, health, now) = (self.offers.take(), self.health.clone(), Instant::now());
        let (doomed, looked_at) = (false, false);
        Ok(Slot { opened, doomed, health, last_used: now, idle_since: now, looked_at, born: now })
    }

    fn is_valid(&self, _: &mut Self::Connection) -> Result<(), Infallible> {
        Ok(())
    }

    fn has_broken(&self, slot: &mut Self::Connection) -> bool {
        let now = Instant::now();
        if !std::mem::take(&mut slot.looked_at) {
            slot.idle_since = now;
        }
        slot.doomed
            || slot.opened.is_none()
            || now.saturating_duration_since(slot.born) >= self.max_lifetime
            || self.closed.load(Ordering::Relaxed)
    }
}

/// Connections that were opened and are not yet r2d2's, in the order of their opening.
pub(crate) struct Offers<C> {
    waiting: Mutex<VecDeque<(u64, Box<C>)>>,
    next: AtomicU64,
}

impl<C> Default for Offers<C> {
    fn default() -> Self {
        Offers { waiting: Mutex::default(), next: AtomicU64::new(0) }
    }
}

/// One connection on offer; taken back when it is dropped, and so closed.
pub(crate) struct Offer<'a, C> {
    offers: &'a Offers<C>,
    number: u64,
}

impl<C> Offers<C> {
    /// Offers a connection.
    pub(crate) fn offer(&self, connection: Box<C>) -> Offer<'_, C> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.waiting().push_back((number, connection));
        Offer { offers: self, number }
    }

    fn take(&self) -> Option<Box<C>> {
        self.waiting().pop_front().map(|(_, connection)| connection)
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<(u64, Box<C>)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C> Offer<'_, C> {
    /// Whether r2d2 has it.
    pub(crate) fn is_taken(&self) -> bool {
        self.offers.waiting().iter().all(|(number, _)| *number != self.number)
    }
}

impl<C> Drop for Offer<'_, C> {
    fn drop(&mut self) {
        let mut waiting = self.offers.waiting();
        let place = waiting.iter().position(|(number, _)| *number == self.number);
        let unwanted = place.and_then(|place| waiting.remove(place));
        // Closed without the lock.
        drop(waiting);
        drop(unwanted);
    }
}
