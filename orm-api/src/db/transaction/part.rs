//! Parts of a transaction without a savepoint: they cannot be undone by themselves.

use super::{Transaction, atomic::note};
use crate::{
    db::Target,
    error::{Error, ErrorKind, Result},
    op::Op,
};
use std::panic::Location;

/// One run of an async body as a part of `outer` that cannot be undone by itself: its failure fails the whole.
pub(super) async fn join<F, T>(outer: &Transaction, place: &'static Location<'static>, body: F) -> Result<T>
where
    F: AsyncFnOnce(&mut Transaction) -> Result<T>,
{
    let mut part = Part::of(outer);
    match body(&mut part.transaction).await {
        Ok(value) => part.kept(value),
        Err(error) => {
            note(part.failed(&error, place).await);
            Err(error)
        }
    }
}

/// [`join`] for blocking code.
#[track_caller]
pub(super) fn join_wait<F, T>(outer: &Transaction, place: &'static Location<'static>, body: F) -> Result<T>
where
    F: FnOnce(&mut Transaction) -> Result<T>,
{
    let mut part = Part::of(outer);
    match body(&mut part.transaction) {
        Ok(value) => part.kept(value),
        Err(error) => {
            note(part.failed(&error, place).wait());
            Err(error)
        }
    }
}

/// A part that fails the whole unless it is kept, also where it is cut off or panics.
struct Part {
    transaction: Transaction,
    open: bool,
}

impl Part {
    fn of(outer: &Transaction) -> Self {
        Part { transaction: outer.alias(), open: true }
    }

    fn kept<T>(mut self, value: T) -> Result<T> {
        self.open = false;
        Ok(value)
    }

    /// Fails the whole by `error` of the part that was begun at `place`.
    ///
    /// # Cancellation
    /// The part is cut off then, which fails the whole too.
    fn failed(self, error: &Error, place: &'static Location<'static>) -> Op<()> {
        let message =
            format!("the part of the transaction at {place}, which has no savepoint, failed: {error}");
        let failure = Error::new(ErrorKind::Aborted, message).with_source(error.clone());
        let (shared, level) = (self.transaction.shared().clone(), self.transaction.level());
        let waiter = Target::transaction(&shared, level);
        Op::new(Some(waiter), async move {
            shared.fail(level, failure).await?;
            self.kept(())
        })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if self.open {
            self.transaction.shared().cut(self.transaction.level());
        }
    }
}
