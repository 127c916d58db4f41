//! Who holds what there is only so much of: a pool's connections, or the turn to write. On the way of each operation, and
//! so no more than a slot that is written and cleared; times are only compared where somebody asks.

use super::{Demand, demand::Who};
use futures::{channel::oneshot, future::BoxFuture};
use std::{
    panic::Location,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Who holds what there is only so much of.
#[derive(Default)]
pub(super) struct Holders {
    register: Mutex<Register>,
    /// What sees to those who hold it for long, if anybody does.
    pub(super) watch: Option<Watch>,
}

/// After how long a holder is told of, and where the future goes that looks for such.
pub(super) struct Watch {
    pub(super) after: Duration,
    pub(super) spawn: fn(BoxFuture<'static, ()>),
}

/// One slot for each holder, used again.
#[derive(Default)]
pub(super) struct Register {
    slots: Vec<Option<Holder>>,
    free: Vec<usize>,
    /// How often a slot was taken.
    pub(super) taken: u64,
    /// Whether somebody looks for those who hold it for long.
    pub(super) watched: bool,
    /// Who looks ends when this is dropped.
    pub(super) watcher: Option<oneshot::Sender<()>>,
    /// Whether nobody will look any more.
    pub(super) closed: bool,
}

/// One who holds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holder {
    /// Where what holds it was called.
    pub(super) place: &'static Location<'static>,
    who: Who,
    /// Since when.
    pub(super) since: Instant,
    /// Whether it was told that this takes long.
    pub(super) told: bool,
}

impl Holders {
    /// Nobody holds anything yet.
    pub(super) fn new(watch: Option<Watch>) -> Self {
        Holders { watch, ..Holders::default() }
    }

    /// Notes a holder until the guard is dropped.
    pub(super) fn hold(self: &Arc<Self>, demand: Demand, since: Instant) -> Holding {
        let holder = Holder { place: demand.place, who: demand.who, since, told: false };
        let mut register = self.register();
        let slot = register.take(holder);
        let unwatched = self.watch.is_some() && !register.watched && !register.closed;
        register.watched |= unwatched;
        drop(register);
        if unwatched {
            self.begin_watching();
        }
        Holding { holders: self.clone(), slot }
    }

    /// Who has held it for the longest time.
    pub(super) fn oldest(&self) -> Option<Holder> {
        self.register().holders().min_by_key(|holder| holder.since).copied()
    }

    /// The first thing that `who` holds.
    pub(super) fn of(&self, who: Who) -> Option<Holder> {
        self.register()
            .holders()
            .filter(|holder| holder.who == who)
            .min_by_key(|holder| holder.since)
            .copied()
    }

    pub(super) fn register(&self) -> MutexGuard<'_, Register> {
        self.register.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// No holder is told of any more.
    pub(super) fn close(&self) {
        let mut register = self.register();
        register.closed = true;
        let watcher = register.watcher.take();
        drop(register);
        drop(watcher);
    }
}

impl Register {
    fn take(&mut self, holder: Holder) -> usize {
        self.taken += 1;
        match self.free.pop() {
            Some(slot) => {
                self.slots[slot] = Some(holder);
                slot
            }
            None => {
                self.slots.push(Some(holder));
                self.slots.len() - 1
            }
        }
    }

    fn clear(&mut self, slot: usize) -> Option<Holder> {
        self.free.push(slot);
        self.slots.get_mut(slot)?.take()
    }

    fn holders(&self) -> impl Iterator<Item = &Holder> {
        self.slots.iter().flatten()
    }

    /// The holders, to be changed.
    pub(super) fn holders_mut(&mut self) -> impl Iterator<Item = &mut Holder> {
        self.slots.iter_mut().flatten()
    }
}

/// Says that somebody holds it, until it is dropped.
pub(super) struct Holding {
    holders: Arc<Holders>,
    slot: usize,
}

impl Drop for Holding {
    fn drop(&mut self) {
        let holder = self.holders.register().clear(self.slot);
        if let Some(Holder { place, since, told: true, .. }) = holder {
            tracing::warn!(%place, held = ?since.elapsed(), "a connection that was held for long has come back");
        }
    }
}
