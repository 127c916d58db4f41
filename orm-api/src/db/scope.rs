//! Which transactions the code that runs at this moment is inside of.
//!
//! Nothing is looked up here to run a statement: transactions belong to handles. It is only known here that code
//! runs inside `atomic`, so that an operation on the database handle, which would silently run outside of the
//! transaction, can be refused. The mark is set for the duration of each poll of the closure's future, and so
//! belongs to that future wherever it is polled.

use crate::error::{Error, ErrorKind, Result};
use std::{cell::RefCell, future::Future, panic::Location, pin::pin};

/// One `atomic` that the running code is inside of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Which database.
    pub(super) database: usize,
    /// Where `atomic` was called.
    pub(super) place: &'static Location<'static>,
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
