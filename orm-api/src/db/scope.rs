//! Which transactions the code that runs at this moment is inside of.
//!
//! Nothing is looked up here to run a statement: transactions belong to handles. It is only known here that code
//! runs inside `atomic`, so that an operation on the database handle, which would silently run outside of the
//! transaction, can be refused. The mark is set for the duration of each poll of the closure's future, and so
//! belongs to that future wherever it is polled.

use super::Transaction;
use crate::{
    backend::{Access, Backend, Demand},
    error::{Error, ErrorKind, Result},
};
use std::{cell::RefCell, future::Future, panic::Location, pin::pin, sync::Arc};

/// One `atomic` that the running code is inside of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Which database.
    pub(super) database: usize,
    /// Where `atomic` was called.
    pub(super) place: &'static Location<'static>,
    /// Whose connection the transaction holds.
    backend: usize,
    /// Whether it holds the turn to write, where there is one.
    access: Access,
}

impl Frame {
    /// The `atomic` that runs its closure in `transaction`.
    pub(super) fn of(transaction: &Transaction, access: Access) -> Self {
        let shared = transaction.shared();
        let (database, backend) = (shared.database().id(), address(shared.backend()));
        Frame { database, place: transaction.place(), backend, access }
    }
}

fn address(backend: &Arc<dyn Backend>) -> usize {
    Arc::as_ptr(backend).cast::<()>() as usize
}

thread_local! {
    static FRAMES: RefCell<Vec<Frame>> = const { RefCell::new(Vec::new()) };
}

/// Marks this thread until it is dropped.
pub(super) struct Entered(());

pub(super) fn enter(frame: Frame) -> Entered {
    FRAMES.with_borrow_mut(|frames| frames.push(frame));
    Entered(())
}

impl Drop for Entered {
    fn drop(&mut self) {
        FRAMES.with_borrow_mut(|frames| frames.pop());
    }
}

/// Runs `future`, marked as inside of `frame`.
pub(super) async fn inside<F: Future>(frame: Frame, future: F) -> F::Output {
    let mut future = pin!(future);
    std::future::poll_fn(move |cx| {
        let _entered = enter(frame);
        future.as_mut().poll(cx)
    })
    .await
}

/// The innermost `atomic` of `database` that the running code is inside of.
pub(super) fn of(database: usize) -> Option<Frame> {
    FRAMES.with_borrow(|frames| frames.iter().rev().find(|frame| frame.database == database).copied())
}

/// All marks of this thread, to be carried to another by [`enter_all`].
pub(super) fn all() -> Vec<Frame> {
    FRAMES.with_borrow(Clone::clone)
}

pub(super) fn enter_all(frames: &[Frame]) -> Vec<Entered> {
    frames.iter().map(|frame| enter(*frame)).collect()
}

/// Refuses what must not happen inside `atomic` of `database`.
pub(super) fn refuse(database: usize, what: &str, remedy: &str) -> Result<()> {
    let Some(frame) = of(database) else { return Ok(()) };
    let message = format!("{what} inside the transaction begun at {}; {remedy}", frame.place);
    Err(Error::new(ErrorKind::OutsideTransaction, message))
}

/// Refuses to wait for what could never come free: the running code is inside of transactions that hold every one of `backend`'s
/// `max` connections, or the turn to write where there is one.
pub(super) fn refuse_hopeless(
    database: usize,
    backend: &Arc<dyn Backend>,
    max: usize,
    demand: Demand,
) -> Result<()> {
    FRAMES.with_borrow(|frames| {
        let ours = || frames.iter().rev().filter(|frame| frame.database == database);
        let one_writer = demand.access == Access::Write && !backend.capabilities().concurrent_writers;
        if let Some(frame) = ours().find(|frame| one_writer && frame.access == Access::Write) {
            return Err(hopeless("the turn to write", frame, demand, "use the transaction's handle"));
        }
        let holding = || ours().filter(|frame| frame.backend == address(backend));
        match holding().next() {
            Some(frame) if holding().count() >= max => {
                let remedy = "use the transaction's handle, or raise `pool.max_connections`";
                Err(hopeless(&format!("the last of {max} connections"), frame, demand, remedy))
            }
            _ => Ok(()),
        }
    })
}

#[cold]
fn hopeless(what: &str, frame: &Frame, demand: Demand, remedy: &str) -> Error {
    let message = format!(
        "what was called at {} waits for what it holds itself: it is inside the transaction begun at {}, which has {what} until \
         it ends; {remedy}",
        demand.place, frame.place
    );
    Error::new(ErrorKind::Usage, message)
}
