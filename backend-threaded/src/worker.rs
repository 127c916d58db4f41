//! A worker: a thread, its connection, and what it does all day.

use crate::{
    call::{Call, Job},
    crew::Crew,
    held::Held,
    pinned::Pinned,
    state::{Arrival, Last, Next, Request, Seat},
};
use orm_api::backend::Turn;
use std::{
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError},
    },
    thread,
};

/// A worker before its thread has started, and on it.
pub(crate) struct Worker {
    crew: Arc<Crew>,
    seat: Arc<Seat>,
    calls: Receiver<Call>,
    held: Held,
    last: Last,
}

impl Worker {
    /// A worker at `seat`, which reads `calls`.
    pub(crate) fn new(crew: Arc<Crew>, seat: Arc<Seat>, calls: Receiver<Call>) -> Self {
        let held = Held::new(crew.clone(), seat.clone());
        Worker { crew, seat, calls, held, last: Last::Job }
    }

    /// Works until it was idle for long, or the crew has closed.
    pub(crate) fn work(mut self) {
        let _departure = Departure { crew: self.crew.clone(), seat: self.seat.clone() };
        let mut arrival = Arrival::Summoned;
        loop {
            let next = self.crew.next(&self.seat, self.last, arrival);
            let arrived = match next {
                Next::Job(job) => self.serve_anybody(job),
                Next::Writes(turn) => self.write(turn),
                Next::Pinned(request) => self.give_itself_to(request),
                Next::Idle => self.attend(),
                Next::End => return,
            };
            match arrived {
                Some(next) => arrival = next,
                None => return,
            }
        }
    }

    fn serve_anybody(&mut self, job: Job) -> Option<Arrival> {
        self.last = Last::Job;
        self.held.serve(job);
        Some(self.held.arrival())
    }

    fn write(&mut self, turn: Turn) -> Option<Arrival> {
        self.last = Last::Writes;
        self.crew.write(turn, &mut self.held);
        Some(self.held.arrival())
    }

    /// A borrower who has gone meanwhile drops what he gets, which frees the worker.
    fn give_itself_to(&mut self, request: Request) -> Option<Arrival> {
        request.reply.send(Ok(Pinned::new(self.crew.clone(), self.seat.clone())));
        self.attend()
    }

    /// Does what it is told until it may look after the shared queues again, and says how it comes to; `None`
    /// where it has to end. Does not know whether it is idle or pinned: an idle worker becomes a
    /// borrower's, and comes back clean, without being woken.
    fn attend(&mut self) -> Option<Arrival> {
        loop {
            match self.calls.recv_timeout(self.crew.pool.idle_timeout) {
                Ok(Call::Look) => return Some(Arrival::Summoned),
                Ok(Call::Release { turn, doomed }) => {
                    self.held.come_back(doomed);
                    drop(turn);
                    return Some(Arrival::Unannounced);
                }
                Ok(call) => self.serve(call),
                Err(RecvTimeoutError::Timeout) if !self.crew.retire(&self.seat) => {}
                Err(_) => return None,
            }
        }
    }

    fn serve(&mut self, call: Call) {
        self.last = Last::Borrower;
        match call {
            Call::Prepare(reply) => {
                let prepared = self.held.prepare();
                reply.send(prepared);
            }
            Call::Run { work, reply, first } => self.held.run(work, reply, first),
            Call::Drive { drive, first } => self.held.drive(drive, first),
            Call::Look | Call::Release { .. } => {}
        }
    }
}

/// Tells the crew of a worker that a panic took: nothing that it runs should, but what it drops may.
struct Departure {
    crew: Arc<Crew>,
    seat: Arc<Seat>,
}

impl Drop for Departure {
    fn drop(&mut self) {
        if thread::panicking() {
            self.crew.lost_one(&self.seat);
        }
    }
}
