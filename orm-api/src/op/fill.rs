//! What fills a borrowed value: an operation, and an assignment at the caller's side.

use super::Op;
use crate::error::Result;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

/// An operation whose result goes into something borrowed, such as `refresh_from_db`. The part that is sent owns
/// what it needs, like every [`Op`]; the assignment happens where the caller is.
///
/// # Cancellation
/// Dropping it leaves the borrowed value as it was.
#[must_use = "does nothing until it is `.await`ed or `.wait()`ed"]
pub struct Fill<'a, D, T = D> {
    op: Op<T>,
    into: &'a mut D,
}

/// What a [`Fill`] can fill.
pub trait Fillable<T> {
    /// Takes the loaded value.
    fn fill(&mut self, loaded: T);
}

impl<'a, D: Fillable<T>, T: Send + 'static> Fill<'a, D, T> {
    /// Fills `into` with what `op` brings.
    pub fn new(op: Op<T>, into: &'a mut D) -> Self {
        Fill { op, into }
    }

    /// Runs the operation, blocks the thread until it is done, and fills.
    ///
    /// # Errors
    /// As [`Op::wait`].
    ///
    /// # Blocking
    /// As [`Op::wait`].
    #[track_caller]
    pub fn wait(self) -> Result<()> {
        self.into.fill(self.op.wait()?);
        Ok(())
    }
}

impl<D: Fillable<T>, T> Future for Fill<'_, D, T> {
    type Output = Result<()>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let loaded = ready!(Pin::new(&mut self.op).poll(cx))?;
        self.into.fill(loaded);
        Poll::Ready(Ok(()))
    }
}
