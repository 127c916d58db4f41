//! What the threads of a proxy have in common with its handle.

use super::{Network, counts::Meter, link::Link};
use std::{
    collections::BTreeMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// What the threads of a proxy have in common with its handle.
#[derive(Default)]
pub(super) struct Control {
    state: Mutex<State>,
    changed: Condvar,
    pub(super) meter: Meter,
}

#[derive(Default)]
struct State {
    network: Network,
    /// How often the network was changed.
    since: u64,
    refuses: bool,
    listens: bool,
    ended: bool,
    /// Those that live, by their numbers.
    links: BTreeMap<u64, Arc<Link>>,
    next: u64,
}

/// What the door is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    Open,
    Shut,
    Ended,
}

impl Control {
    /// The network, and how often it was changed; `None` at the end.
    pub(super) fn network(&self) -> Option<(Network, u64)> {
        let state = self.state();
        (!state.ended).then_some((state.network, state.since))
    }

    pub(super) fn set(&self, network: Network) {
        self.change(|state| {
            state.network = network;
            state.since += 1;
        });
    }

    /// Waits until so much time has gone by, the network is another one, or the connection is over.
    pub(super) fn hold(&self, link: &Link, since: u64, time: Duration) {
        drop(self.wait_until(time, |state| state.ended || state.since != since || link.is_over()));
    }

    /// What the door is to do.
    pub(super) fn door(&self) -> Door {
        self.state().door()
    }

    /// Waits until the door is to do something else.
    pub(super) fn wait_at(&self, door: Door) {
        drop(self.wait_until(Duration::MAX, |state| state.door() != door));
    }

    pub(super) fn refuse(&self, refuses: bool) {
        self.change(|state| state.refuses = refuses);
    }

    pub(super) fn listens(&self, listens: bool) {
        self.change(|state| state.listens = listens);
    }

    /// Waits until the door listens or does not. Says whether it came to that.
    pub(super) fn wait_listening(&self, listens: bool, limit: Duration) -> bool {
        self.wait_until(limit, |state| state.listens == listens).listens == listens
    }

    pub(super) fn end(&self) {
        self.change(|state| state.ended = true);
    }

    /// Takes a connection among those that live; not at the end.
    pub(super) fn enter(&self, link: &Arc<Link>) -> Option<u64> {
        let mut state = self.state();
        let number = state.next;
        state.next += 1;
        (!state.ended).then(|| {
            state.links.insert(number, link.clone());
            number
        })
    }

    /// The connection has ended; whoever waits for that finds it closed.
    pub(super) fn leave(&self, number: u64) {
        self.change(|state| drop(state.links.remove(&number)));
    }

    /// Breaks off all connections that live, and waits until they are closed. Says whether they are.
    pub(super) fn break_off(&self, how: impl Fn(&Link), limit: Duration) -> bool {
        let mut next = 0;
        self.change(|state| {
            state.links.values().for_each(|link| how(link));
            next = state.next;
        });
        let gone = |state: &State| state.links.range(..next).next().is_none();
        gone(&self.wait_until(limit, gone))
    }

    /// How many connections live.
    pub(super) fn open(&self) -> usize {
        self.state().links.len()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
    }

    fn wait_until(&self, limit: Duration, reached: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let start = Instant::now();
        let mut state = self.state();
        while !reached(&state) {
            let Some(left) = limit.checked_sub(start.elapsed()).filter(|left| !left.is_zero()) else { break };
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn door(&self) -> Door {
        match (self.ended, self.refuses) {
            (true, _) => Door::Ended,
            (false, true) => Door::Shut,
            (false, false) => Door::Open,
        }
    }
}
