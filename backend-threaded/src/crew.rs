//! The workers and their shared queues: what is taken, who gets it, and who is sent home.

use crate::{
    call::{Call, Job, reply},
    pinned::Pinned,
    state::{Arrival, Last, Next, Request, Seat, State},
};
use orm_api::{
    Error, ErrorKind, Result,
    backend::{Backend, Demand, Mode, PoolSettings, PoolStatus, Turn, Waiting},
};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

/// All workers of one backend. At most one for each connection that the pool may have.
pub(crate) struct Crew {
    pub(crate) inner: Arc<dyn Backend>,
    pub(crate) mode: Mode,
    pub(crate) pool: PoolSettings,
    /// Where transactions wait for a connection, and writers for their turn.
    pub(crate) waiting: Waiting,
    /// How many workers have sent their answer, and look for work next. Counted down under the lock.
    pub(crate) returning: AtomicUsize,
    /// How many connections are open.
    pub(crate) open: AtomicUsize,
    /// How many jobs run that nobody wants any more.
    pub(crate) abandoned: Arc<AtomicUsize>,
    state: Mutex<State>,
}

impl Crew {
    pub(crate) fn new(inner: Arc<dyn Backend>, mode: Mode, pool: PoolSettings, waiting: Waiting) -> Self {
        Crew {
            inner,
            mode,
            pool,
            waiting,
            returning: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            abandoned: Arc::default(),
            state: Mutex::default(),
        }
    }

    /// The queues and the workers.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts `job` into the shared queue.
    ///
    /// # Errors
    /// `Closed`, and `Overloaded` where the queue is full.
    pub(crate) fn push(self: &Arc<Self>, job: Job) -> Result<()> {
        let mut state = self.admit()?;
        state.works.push_back(job);
        self.summon(state);
        Ok(())
    }

    /// The queues, if one more operation may wait in them.
    pub(crate) fn admit(&self) -> Result<MutexGuard<'_, State>> {
        let mut state = self.lock();
        if !state.closed && state.jobs() >= self.pool.queue {
            let unwanted = state.take_unwanted();
            drop(state);
            // What an operation holds is dropped without the lock: it may be a lease, which takes the lock.
            drop(unwanted);
            state = self.lock();
        }
        match state.closed {
            true => Err(closed()),
            false if state.jobs() >= self.pool.queue => Err(overloaded(&self.pool)),
            false => Ok(state),
        }
    }

    /// Takes a worker for one borrower, who holds `turn`: an idle one at once, else the first that comes free.
    ///
    /// # Errors
    /// `Connect`, `AcquireTimeout`, `Closed`.
    ///
    /// # Cancellation
    /// Dropping the future frees the worker.
    pub(crate) async fn pin(self: &Arc<Self>, turn: Turn, demand: Demand) -> Result<Pinned> {
        let (asked, answer) = reply();
        let taken = self.take_idle_or_ask(Request { reply: asked, demand, since: Instant::now() })?;
        let mut pinned = match taken {
            Some(seat) => Pinned::new(self.clone(), seat),
            None => answer.answer().await?,
        };
        pinned.hold(turn);
        pinned.prepare().await?;
        Ok(pinned)
    }

    fn take_idle_or_ask(self: &Arc<Self>, request: Request) -> Result<Option<Arc<Seat>>> {
        let mut state = self.lock();
        if state.closed {
            return Err(closed());
        }
        if let Some(seat) = state.idle.pop() {
            return Ok(Some(seat));
        }
        state.requests.push_back(request);
        self.summon(state);
        Ok(None)
    }

    /// Takes back a worker whose borrower left it clean. The worker itself learns of it only if there is work:
    /// waking it costs as much as an operation.
    pub(crate) fn put_back(&self, seat: Arc<Seat>) {
        let mut state = self.lock();
        if state.work() == 0 && !state.closed {
            state.idle.push(seat);
            return;
        }
        drop(state);
        seat.send(Call::Look);
    }

    /// What the worker at `seat` does next. `arrival` says how it came to look.
    pub(crate) fn next(self: &Arc<Self>, seat: &Arc<Seat>, last: Last, arrival: Arrival) -> Next {
        let mut state = self.lock();
        self.arrived(&mut state, arrival);
        let next = match state.next(last) {
            Some(next) => next,
            None if state.closed && state.writes.is_empty() => {
                state.alive -= 1;
                return Next::End;
            }
            None => {
                state.idle.push(seat.clone());
                return Next::Idle;
            }
        };
        self.summon(state);
        next
    }

    /// Notes that a worker has come to look.
    pub(crate) fn arrived(&self, state: &mut State, arrival: Arrival) {
        match arrival {
            Arrival::Summoned => state.waking = false,
            Arrival::Returning => _ = self.returning.fetch_sub(1, Ordering::Relaxed),
            Arrival::Unannounced => {}
        }
    }

    /// Whether the worker at `seat`, idle for long, may end; if so, nobody knows it any more. Its connection ends with it, of
    /// which some are to stay open.
    pub(crate) fn retire(&self, seat: &Arc<Seat>) -> bool {
        let mut state = self.lock();
        if state.alive <= self.pool.min_connections && !state.closed {
            return false;
        }
        let Some(place) = state.idle.iter().position(|other| Arc::ptr_eq(other, seat)) else { return false };
        state.idle.remove(place);
        state.alive -= 1;
        true
    }

    /// Answers everything that waits with `error`.
    pub(crate) fn fail_all(&self, mut state: MutexGuard<'_, State>, error: &Error) {
        let jobs: Vec<Job> = {
            let State { works, writes, .. } = &mut *state;
            works.drain(..).chain(writes.drain(..)).collect()
        };
        let requests: Vec<Request> = state.requests.drain(..).collect();
        // Without anything to write nobody would come for the turn.
        let turn = state.turn.take();
        state.writing &= turn.is_none();
        self.dismiss(state);
        drop(turn);
        jobs.into_iter().for_each(|job| job.reply.fail(error.clone()));
        requests.into_iter().for_each(|request| request.reply.fail(error.clone()));
    }

    /// Sends idle workers home, once nothing further is taken and nothing waits.
    pub(crate) fn dismiss(&self, mut state: MutexGuard<'_, State>) {
        if !state.closed || state.is_wanted() {
            return;
        }
        let idle = std::mem::take(&mut state.idle);
        drop(state);
        idle.into_iter().for_each(|seat| _ = seat.send(Call::Look));
    }

    /// How many connections are open: with a worker, or with none yet.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed).max(self.inner.pool().open)
    }

    /// What the pool holds at the moment.
    pub(crate) fn status(&self) -> PoolStatus {
        let waiting = self.waiting.status().waiting;
        let (max, open) = (self.pool.max_connections, self.open());
        let abandoned = self.abandoned.load(Ordering::Relaxed);
        let state = self.lock();
        let free = state.idle.len() + self.returning.load(Ordering::Relaxed);
        let in_use = state.alive.saturating_sub(free);
        PoolStatus { max, in_use, open, waiting: waiting + state.waiting(), abandoned }
    }
}

pub(crate) fn closed() -> Error {
    Error::new(ErrorKind::Closed, "the database handle is closed")
}

#[cold]
fn overloaded(pool: &PoolSettings) -> Error {
    let message = format!(
        "{} operations wait for {} connections already, as many as `pool.queue` allows; \
         send fewer at a time, or raise `pool.queue` or `pool.max_connections`",
        pool.queue, pool.max_connections
    );
    Error::new(ErrorKind::Overloaded, message)
}
