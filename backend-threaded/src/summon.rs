//! Who is woken, who is started, and when.

use crate::{
    call::Call,
    crew::Crew,
    state::{Seat, State},
    worker::Worker,
};
use orm_api::{Error, ErrorKind};
use std::{
    sync::{Arc, MutexGuard, atomic::Ordering, mpsc},
    thread,
};

impl Crew {
    /// Makes sure that somebody comes for what waits: wakes the worker that was last in use, since its caches are
    /// warm, or starts one. One at a time; who arrives calls the next.
    pub(crate) fn summon(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        if state.waking || state.work() <= self.returning.load(Ordering::Relaxed) {
            return;
        }
        if let Some(seat) = state.idle.pop() {
            state.waking = true;
            drop(state);
            seat.send(Call::Look);
        } else if state.alive < self.pool.max_connections {
            self.start(state);
        } else {
            self.watch(state);
        }
    }

    /// Starts a worker. Where the system refuses, the others serve what waits; where there is none, it fails.
    fn start(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        let (sender, calls) = mpsc::channel();
        let seat = Arc::new(Seat::new(sender));
        let worker = Worker::new(self.clone(), seat, calls);
        let name = format!("segue-worker-{}", state.started + 1);
        match thread::Builder::new().name(name).spawn(move || worker.work()) {
            Ok(thread) => {
                state.threads.retain(|thread| !thread.is_finished());
                state.threads.push(thread);
                state.started += 1;
                state.alive += 1;
                state.waking = true;
            }
            Err(error) if state.alive == 0 => self.fail_all(state, &no_thread(error)),
            Err(error) => {
                tracing::error!(%error, workers = state.alive, "no thread for a further worker; going on without");
                self.watch(state);
            }
        }
    }

    /// A worker ended in a way that it should not: somebody else must serve what waits.
    pub(crate) fn lost_one(self: &Arc<Self>, seat: &Arc<Seat>) {
        let mut state = self.lock();
        state.idle.retain(|other| !Arc::ptr_eq(other, seat));
        state.alive -= 1;
        state.waking = false;
        self.summon(state);
    }
}

#[cold]
fn no_thread(error: std::io::Error) -> Error {
    let message = format!("no thread for a connection could be started: {error}; raise the system's limit");
    Error::new(ErrorKind::Connect, message).with_source(error)
}
