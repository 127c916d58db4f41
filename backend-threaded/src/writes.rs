//! Writes outside of transactions: they share the file's turn to write, a few at a time.
//!
//! A turn that goes back to the async queue after each write wakes a task, which wakes a worker: two hops for each
//! write, one after the other. A worker that has the turn serves the next writes at once instead, at most
//! [`IN_A_ROW`], so that transactions and other handles of the file are not kept waiting for long.

use crate::{
    call::Job,
    crew::Crew,
    held::Held,
    state::{Arrival, State},
};
use orm_api::{
    Error, Result,
    backend::{Turn, janitor},
};
use std::sync::{Arc, MutexGuard};

/// How many writes one turn serves. At some 15 µs for a write a transaction waits half a millisecond longer.
const IN_A_ROW: usize = 32;

impl Crew {
    /// Queues a write outside of any transaction.
    ///
    /// # Errors
    /// `Closed`, and `Overloaded` where the queue is full.
    pub(crate) fn push_write(self: &Arc<Self>, job: Job) -> Result<()> {
        let mut state = self.admit()?;
        state.writes.push_back(job);
        if state.writing {
            self.watch(state);
        } else {
            state.writing = true;
            drop(state);
            self.seek_turn();
        }
        Ok(())
    }

    /// Serves the writes that wait on `turn`, and sees to those that are left.
    pub(crate) fn write(self: &Arc<Self>, turn: Turn, held: &mut Held) {
        let _over = Writing { crew: self.clone(), turn: Some(turn) };
        for _ in 0..IN_A_ROW {
            let Some(job) = self.next_write(held.arrival()) else { return };
            held.serve(job);
        }
    }

    /// The next write. Whoever counted on this worker for something else gets another.
    fn next_write(self: &Arc<Self>, arrival: Arrival) -> Option<Job> {
        let mut state = self.lock();
        self.arrived(&mut state, arrival);
        let job = state.writes.pop_front();
        self.summon(state);
        job
    }

    /// Gets the turn for a worker: at once if nobody has it, else behind everybody who waits for it.
    fn seek_turn(self: &Arc<Self>) {
        if let Some(turn) = self.waiting.try_writer() {
            return self.have_turn(turn);
        }
        self.watch(self.lock());
        let crew = self.clone();
        janitor::spawn(Box::pin(async move {
            match crew.waiting.writer().await {
                Ok(turn) => crew.have_turn(turn),
                Err(error) => crew.no_turn(&error),
            }
        }));
    }

    /// Gives back a turn that no worker has taken yet, if everybody who waits for it has gone: no worker may come free
    /// for long, and others want to write.
    pub(crate) fn give_up_turn(&self) {
        self.give_up(self.lock());
    }

    fn give_up(&self, mut state: MutexGuard<'_, State>) {
        if state.turn.is_none() || state.writes.iter().any(|job| !job.reply.is_unwanted()) {
            return;
        }
        let (turn, unwanted) = (state.turn.take(), std::mem::take(&mut state.writes));
        state.writing = false;
        self.dismiss(state);
        // Without the lock: what an operation holds may take it.
        drop((turn, unwanted));
    }

    #[cold]
    fn no_turn(&self, error: &Error) {
        let mut state = self.lock();
        state.writing = false;
        self.fail_all(state, error);
    }

    fn have_turn(self: &Arc<Self>, turn: Turn) {
        let mut state = self.lock();
        state.turn = Some(turn);
        match state.writes.iter().all(|job| job.reply.is_unwanted()) {
            true => self.give_up(state),
            false => self.summon(state),
        }
    }

    /// The turn has been given up: writes that came meanwhile need another.
    fn written(self: &Arc<Self>) {
        let mut state = self.lock();
        if state.writes.is_empty() {
            state.writing = false;
            self.dismiss(state);
        } else {
            drop(state);
            self.seek_turn();
        }
    }
}

/// Gives the turn up, however the writes end.
struct Writing {
    crew: Arc<Crew>,
    turn: Option<Turn>,
}

impl Drop for Writing {
    fn drop(&mut self) {
        drop(self.turn.take());
        self.crew.written();
    }
}
