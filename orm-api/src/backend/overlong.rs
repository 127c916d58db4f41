//! Connections that are held for long are told of in the log: one look-out for all, there only while any is in use.

use super::holders::{Holder, Holders};
use futures::{
    channel::oneshot,
    future::{Either, select},
};
use futures_timer::Delay;
use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

/// No look-out looks more often.
const SELDOM: Duration = Duration::from_millis(1);

impl Holders {
    /// Has somebody look for those who hold a connection for long.
    #[cold]
    pub(super) fn begin_watching(self: &Arc<Self>) {
        let Some(watch) = &self.watch else { return };
        let (watcher, ended) = oneshot::channel();
        let mut register = self.register();
        if register.closed {
            return;
        }
        register.watcher = Some(watcher);
        drop(register);
        (watch.spawn)(Box::pin(look_out(Arc::downgrade(self), watch.after, ended)));
    }

    /// Tells of those who have held a connection for longer than `limit`. How long until the next one will have; none where
    /// nobody has taken one since `seen`, and nobody has one.
    fn tell(&self, limit: Duration, seen: &mut u64) -> Option<Duration> {
        let (now, mut overlong, mut next) = (Instant::now(), Vec::new(), None);
        let mut register = self.register();
        for holder in register.holders_mut() {
            let held = now.saturating_duration_since(holder.since);
            if !holder.told && held >= limit {
                holder.told = true;
                overlong.push(*holder);
            }
            next = next.max(if holder.told { Some(Duration::ZERO) } else { Some(held) });
        }
        let idle = next.is_none() && std::mem::replace(seen, register.taken) == register.taken;
        if idle {
            (register.watched, register.watcher) = (false, None);
        }
        drop(register);
        for Holder { place, since, .. } in overlong {
            tracing::warn!(%place, held = ?since.elapsed(), "a connection is held for long; shorten what runs there");
        }
        (!idle).then(|| limit.saturating_sub(next.unwrap_or_default()))
    }
}

/// Looks until nobody uses a connection any more, or the pool has gone.
async fn look_out(holders: Weak<Holders>, limit: Duration, mut ended: oneshot::Receiver<()>) {
    let (mut after, mut seen) = (limit, 0);
    loop {
        if let Either::Right(_) = select(Delay::new(after.max(SELDOM)), &mut ended).await {
            return;
        }
        let Some(holders) = holders.upgrade() else { return };
        match holders.tell(limit, &mut seen) {
            Some(next) => after = next,
            None => return,
        }
    }
}
