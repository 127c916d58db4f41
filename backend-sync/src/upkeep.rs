//! What is done for the pool from time to time: idle connections are closed, and the minimum is kept open.

use crate::{
    connection::Driver,
    pool::{AGAIN, Pool, closed},
};
use orm_api::Result;
use std::{
    sync::{Arc, Weak, atomic::Ordering},
    thread,
    time::Duration,
};

impl<D: Driver> Pool<D> {
    /// Looks after the pool from now on, on its thread, until it is closed.
    pub(crate) fn keep_up(self: &Arc<Self>) {
        let Some(threads) = self.threads.upgrade() else { return };
        let (pool, period) = (Arc::downgrade(self), self.settings.upkeep_period());
        // The first time, there is nothing but what is missing.
        let look = move || look_after(&pool).then_some(period);
        drop(threads.execute_at_dynamic_rate(Duration::ZERO, look));
    }

    /// Closes what nobody used for long, as long as the minimum is left; what is too old goes when it is put back. r2d2 shows
    /// its idle connections only to who takes them.
    fn close_idle(&self, handle: &r2d2::Pool<crate::manager::Manager<D>>) {
        let mut idle: Vec<_> = std::iter::from_fn(|| handle.try_get()).collect();
        let open = handle.state().connections as usize;
        let mut spare = open.saturating_sub(self.settings.min_connections);
        // The last one that came out was idle for the longest time.
        for slot in idle.iter_mut().rev() {
            slot.looked_at = true;
            if spare > 0 && slot.idle_since.elapsed() >= self.settings.idle_timeout {
                slot.doomed = true;
                spare -= 1;
            }
        }
        put_back(idle);
    }

    /// Opens connections up to the minimum, on a thread of its own: that of the pool hands them over.
    fn fill(self: &Arc<Self>) {
        if self.is_full() || self.filling.swap(true, Ordering::Relaxed) {
            return;
        }
        let pool = self.clone();
        let open = move || {
            pool.open_missing();
            pool.filling.store(false, Ordering::Relaxed);
        };
        if let Err(error) = thread::Builder::new().name("segue-filling".into()).spawn(open) {
            self.filling.store(false, Ordering::Relaxed);
            tracing::warn!(%error, "no thread to open the pool's minimum of connections; trying again later");
        }
    }

    /// One after the other, until there are enough or one cannot be opened.
    fn open_missing(&self) {
        while !self.is_full() {
            if let Err(error) = self.open_another() {
                return tracing::debug!(%error, "the pool's minimum is not open; trying again later");
            }
        }
    }

    /// Opens one more, unless others are faster. Whoever wants a connection meanwhile finds the idle ones: they are held only
    /// until r2d2, which gives away those first, has the new one.
    fn open_another(&self) -> Result<()> {
        let handle = self.handle().ok_or_else(closed)?;
        let offer = self.offers.offer(self.connect()?);
        let mut held = Vec::new();
        for _ in 0..=self.settings.max_connections {
            if offer.is_taken() || self.is_full() {
                break;
            }
            held.extend(handle.get_timeout(AGAIN));
        }
        held.iter_mut().for_each(|slot| slot.looked_at = true);
        put_back(held);
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.open() >= self.settings.min_connections.min(self.settings.max_connections)
    }
}

/// Puts connections back that were only looked at: the last one that came out was idle for the longest time, and is to be the last
/// again.
fn put_back<C>(idle: Vec<C>) {
    idle.into_iter().rev().for_each(drop);
}

/// Looks once; whether the pool is still there.
fn look_after<D: Driver>(pool: &Weak<Pool<D>>) -> bool {
    let Some(pool) = pool.upgrade() else { return false };
    let Some(handle) = pool.handle() else { return false };
    pool.close_idle(&handle);
    pool.fill();
    true
}
