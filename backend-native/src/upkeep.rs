//! What is done for the pool from time to time: idle connections are closed, and the minimum is kept open.

use crate::{
    connection::Driver,
    pool::{Manager, Pool},
};
use deadpool::managed::{self, WeakPool};
use orm_api::backend::{Health, PoolSettings};
use std::sync::Arc;

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

    /// Opens connections up to the minimum, in Segue's own runtime, where everybody can use them. All are held until the last
    /// one is there: one that was put back would be taken again.
    async fn fill(&self) {
        let min = self.settings.min_connections.min(self.settings.max_connections);
        let mut taken = Vec::new();
        while self.open() < min && !self.connections.is_closed() {
            match self.take().await {
                Ok(connection) => taken.push(connection),
                Err(error) => {
                    return tracing::debug!(%error, "the pool's minimum is not open; trying again later");
                }
            }
        }
    }
}
