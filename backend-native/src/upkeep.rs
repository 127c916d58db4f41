//! What is done for the pool from time to time: idle connections are closed, and the minimum is kept open.

use crate::{
    connection::Driver,
    pool::{Manager, Pool},
};
use deadpool::managed::{self, Timeouts, WeakPool};
use orm_api::{
    Result,
    backend::{Health, PoolSettings},
};
use std::{sync::Arc, time::Duration};

/// Nobody who has a turn is to be waited for.
const AT_ONCE: Timeouts = Timeouts { wait: Some(Duration::ZERO), create: None, recycle: None };

/// Looks after the pool, until it is closed or has gone. It is only held while it is looked at.
pub(crate) async fn keep_up<D: Driver>(
    pool: WeakPool<Manager<D>>,
    settings: PoolSettings,
    health: Arc<Health>,
) {
    let period = settings.upkeep_period();
    loop {
        let there = pool.upgrade().filter(|pool: &managed::Pool<_>| !pool.is_closed());
        let Some(connections) = there else { return };
        let pool = Pool { connections, settings: settings.clone(), health: health.clone() };
        pool.close_idle();
        pool.fill().await;
        drop(pool);
        tokio::time::sleep(period).await;
    }
}

impl<D: Driver> Pool<D> {
    /// Closes what nobody used for long, as long as the minimum is left, and what is too old.
    fn close_idle(&self) {
        let PoolSettings { min_connections, idle_timeout, max_lifetime, .. } = self.settings;
        let mut spare = self.open().saturating_sub(min_connections);
        self.connections.retain(|slot, metrics| {
            let old = metrics.age() >= max_lifetime;
            let closed = old || (spare > 0 && slot.idle_since.elapsed() >= idle_timeout);
            spare -= usize::from(closed && spare > 0);
            !closed
        });
    }

    /// Opens connections up to the minimum, in Segue's own runtime, where everybody can use them.
    async fn fill(&self) {
        while !self.is_full() {
            match self.open_another().await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    return tracing::debug!(%error, "the pool's minimum is not open; trying again later");
                }
            }
        }
    }

    /// Opens one more, and says whether the pool took it. Whoever wants a connection meanwhile finds the idle ones: they are held
    /// only until deadpool, which gives away those first, has the new one.
    async fn open_another(&self) -> Result<bool> {
        let manager = self.connections.manager();
        let opened = Box::pin(manager.opened()).await?;
        *manager.offered() = Some(opened);
        let mut held = Vec::new();
        while manager.offered().is_some() && !self.is_full() {
            match self.connections.timeout_get(&AT_ONCE).await {
                Ok(object) => held.push(object),
                Err(_) => break,
            }
        }
        // The last one that came out was idle for the longest time, and is to be the last again.
        held.into_iter().rev().for_each(drop);
        // Closed without the lock.
        let unwanted = manager.offered().take();
        Ok(unwanted.is_none())
    }

    fn is_full(&self) -> bool {
        let min = self.settings.min_connections.min(self.settings.max_connections);
        self.open() >= min || self.connections.is_closed()
    }
}
