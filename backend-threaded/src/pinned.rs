//! A worker that serves one borrower only.

use crate::{
    call::{Call, Drive, Ran, Reply, reply, worker_gone},
    crew::Crew,
    state::Seat,
};
use orm_api::{
    Result,
    backend::{BoxWork, Turn},
};
use std::sync::Arc;

/// A worker on loan, and its borrower's turn. Dropping it frees the worker: at once where it is known to be clean,
/// else the worker cleans its connection first, and gives the turn up after that.
pub(crate) struct Pinned {
    crew: Arc<Crew>,
    seat: Option<Arc<Seat>>,
    turn: Option<Turn>,
    /// Whether the next call is the first.
    first: bool,
    /// Whether the worker has nothing to do, and its connection is clean.
    clean: bool,
    /// Whether the connection must be closed.
    doomed: bool,
}

impl Pinned {
    /// The worker at `seat`, which is on no list any more.
    pub(crate) fn new(crew: Arc<Crew>, seat: Arc<Seat>) -> Self {
        Pinned { crew, seat: Some(seat), turn: None, first: true, clean: true, doomed: false }
    }

    /// Keeps `turn` until the worker is free and clean.
    pub(crate) fn hold(&mut self, turn: Turn) {
        self.turn = Some(turn);
    }

    /// Has the worker open a connection, if it has none.
    ///
    /// # Errors
    /// `Connect`.
    pub(crate) async fn prepare(&mut self) -> Result<()> {
        if self.seat.as_ref().is_some_and(|seat| seat.is_ready()) {
            return Ok(());
        }
        self.call(|reply, _| Call::Prepare(reply)).await?;
        (self.first, self.clean) = (true, true);
        Ok(())
    }

    /// Runs a whole operation on the worker.
    ///
    /// # Cancellation
    /// What has begun is stopped on the worker, or runs to its end there; what has not never begins.
    pub(crate) async fn run(&mut self, work: BoxWork) -> Result<BoxWork> {
        let ran = self.call(|reply, first| Call::Run { work, reply, first }).await;
        let Ran { work, clean } = ran?;
        self.clean = clean;
        Ok(work)
    }

    /// Makes one call of the driver on the worker. Whether the connection is clean is the caller's to know.
    ///
    /// # Cancellation
    /// As [`run`](Pinned::run).
    pub(crate) async fn drive<T>(&mut self, drive: impl FnOnce(Reply<T>) -> Drive) -> Result<T> {
        let result = self.call(|reply, first| Call::Drive { drive: drive(reply), first }).await;
        self.clean = true;
        result
    }

    /// Has the connection closed when the borrower is done.
    pub(crate) fn doom(&mut self) {
        self.doomed = true;
    }

    /// Sends a call and waits for its answer; unclean until told otherwise, also if the future is dropped.
    async fn call<T>(&mut self, call: impl FnOnce(Reply<T>, bool) -> Call) -> Result<T> {
        let (reply, answer) = reply();
        self.clean = false;
        let first = std::mem::replace(&mut self.first, false);
        let seat = self.seat.as_ref().ok_or_else(worker_gone)?;
        if !seat.send(call(reply, first)) {
            return Err(worker_gone());
        }
        answer.answer().await
    }
}

impl Drop for Pinned {
    /// Never blocks, and does no I/O.
    fn drop(&mut self) {
        let (Some(seat), turn) = (self.seat.take(), self.turn.take()) else { return };
        if self.clean && !self.doomed {
            self.crew.put_back(seat);
            drop(turn);
        } else {
            seat.send(Call::Release { turn, doomed: self.doomed });
        }
    }
}
