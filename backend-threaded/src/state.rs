//! The shared queues, and who is there to serve them. Plain data: whoever changes it holds the crew's lock.

use crate::{
    call::{Call, Job, Reply},
    pinned::Pinned,
};
use futures::channel::oneshot;
use orm_api::backend::{Demand, Turn};
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread::JoinHandle,
    time::Instant,
};

/// A worker as others see it.
pub(crate) struct Seat {
    calls: mpsc::Sender<Call>,
    ready: AtomicBool,
}

/// Somebody who waits for a worker of his own.
pub(crate) struct Request {
    pub(crate) reply: Reply<Pinned>,
    pub(crate) demand: Demand,
    pub(crate) since: Instant,
}

/// What a worker does next.
pub(crate) enum Next {
    /// An operation outside of any transaction.
    Job(Job),
    /// Writes, on this turn.
    Writes(Turn),
    /// Serving one borrower.
    Pinned(Request),
    /// Nothing: it is on the list of idle workers now.
    Idle,
    /// Nothing ever again.
    End,
}

/// How a worker came to look for work.
#[derive(Clone, Copy)]
pub(crate) enum Arrival {
    /// It was woken, or started, in order to look.
    Summoned,
    /// It said that it would.
    Returning,
    /// By itself.
    Unannounced,
}

/// What a worker did last.
#[derive(Clone, Copy)]
pub(crate) enum Last {
    /// An operation outside of any transaction, or nothing yet.
    Job,
    /// Writes, on one turn.
    Writes,
    /// Serving one borrower.
    Borrower,
}

/// The queues and the workers.
#[derive(Default)]
pub(crate) struct State {
    /// Operations that any worker may take, first come first served.
    pub(crate) works: VecDeque<Job>,
    /// Those that need the turn to write.
    pub(crate) writes: VecDeque<Job>,
    /// Whether the turn to write is waited for, here, or in use.
    pub(crate) writing: bool,
    /// The turn to write, until a worker takes it.
    pub(crate) turn: Option<Turn>,
    /// Borrowers who wait for a worker.
    pub(crate) requests: VecDeque<Request>,
    /// Workers without work; the last one has been idle for the shortest time.
    pub(crate) idle: Vec<Arc<Seat>>,
    /// Workers that have been started and have not ended.
    pub(crate) alive: usize,
    /// Their threads, and perhaps some that have ended.
    pub(crate) threads: Vec<JoinHandle<()>>,
    /// How many threads have been started so far.
    pub(crate) started: usize,
    /// Whether a worker has been woken, or started, and has not looked yet. It wakes the next one if there is
    /// more: waking one for each operation costs more than the operations.
    pub(crate) waking: bool,
    /// Whether somebody watches for what has waited for too long.
    pub(crate) watched: bool,
    /// Whoever watches ends when this is dropped, with the crew at the latest.
    pub(crate) watcher: Option<oneshot::Sender<()>>,
    /// Whether nothing further is taken.
    pub(crate) closed: bool,
}

impl Seat {
    /// A worker that reads the other end of `calls`.
    pub(crate) fn new(calls: mpsc::Sender<Call>) -> Self {
        Seat { calls, ready: AtomicBool::new(false) }
    }

    /// Sends the worker a message; whether it is there to get it.
    pub(crate) fn send(&self, call: Call) -> bool {
        self.calls.send(call).is_ok()
    }

    /// Whether the worker has an open connection.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// Says whether the worker has an open connection.
    pub(crate) fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Relaxed);
    }
}

impl State {
    /// How many workers would find something to do.
    pub(crate) fn work(&self) -> usize {
        usize::from(self.turn.is_some()) + self.works.len() + self.requests.len()
    }

    /// Whether somebody waits for a worker, or for the turn to write.
    pub(crate) fn is_wanted(&self) -> bool {
        self.work() > 0 || !self.writes.is_empty()
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.works.len() + self.writes.len() + self.requests.len()
    }

    /// The next thing to do for a worker that did `last` before. The turn to write comes first, since every writer
    /// of the file waits for it; then borrowers, since each holds a turn; then what anybody may take. Nobody starves:
    /// after a borrower the shared queue comes first, after writes everybody else.
    pub(crate) fn next(&mut self, last: Last) -> Option<Next> {
        match last {
            Last::Job => self.next_writes().or_else(|| self.next_request()).or_else(|| self.next_job()),
            Last::Borrower => self.next_job().or_else(|| self.next_writes()).or_else(|| self.next_request()),
            Last::Writes => self.next_request().or_else(|| self.next_job()).or_else(|| self.next_writes()),
        }
    }

    fn next_writes(&mut self) -> Option<Next> {
        self.turn.take().map(Next::Writes)
    }

    fn next_request(&mut self) -> Option<Next> {
        self.requests.pop_front().map(Next::Pinned)
    }

    fn next_job(&mut self) -> Option<Next> {
        self.works.pop_front().map(Next::Job)
    }

    /// How many operations wait.
    pub(crate) fn jobs(&self) -> usize {
        self.works.len() + self.writes.len()
    }

    /// Takes out the operations whose callers have gone.
    pub(crate) fn take_unwanted(&mut self) -> Vec<Job> {
        let mut unwanted = Vec::new();
        for queue in [&mut self.works, &mut self.writes] {
            let (gone, wanted) = std::mem::take(queue).into_iter().partition(|job| job.reply.is_unwanted());
            let gone: VecDeque<Job> = gone;
            *queue = wanted;
            unwanted.extend(gone);
        }
        unwanted
    }
}
