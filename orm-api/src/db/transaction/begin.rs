//! Functions that want a transaction, whoever calls them.

use super::{Transaction, TransactionOptions};
use crate::{
    db::{Database, Executor},
    error::Result,
};

/// What a transaction of one's own can be opened on: `&db` gives a transaction, `&mut *tx` a savepoint of the caller's.
///
/// ```ignore
/// async fn transfer(mut on: impl Begin, amount: Decimal) -> Result<()> {
///     on.atomic_in(async |tx| { .. }).await
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "no transaction can be opened on `{Self}`",
    note = "pass `&db`, or inside a transaction `&mut *tx`"
)]
pub trait Begin: Executor {
    /// Runs `body` in a transaction, or a savepoint.
    ///
    /// # Errors
    /// As [`Database::atomic`].
    ///
    /// # Cancellation
    /// As [`Database::atomic`].
    fn atomic_in<F, T>(&mut self, body: F) -> impl Future<Output = Result<T>>
    where
        F: AsyncFnOnce(&mut Transaction) -> Result<T>;

    /// A transaction, or a savepoint, with options: one that must not be part of another is
    /// [`durable`](TransactionOptions::durable).
    fn transaction_in(&mut self) -> TransactionOptions<'_>;
}

impl Begin for &Database {
    #[track_caller]
    fn atomic_in<F, T>(&mut self, body: F) -> impl Future<Output = Result<T>>
    where
        F: AsyncFnOnce(&mut Transaction) -> Result<T>,
    {
        self.atomic(body)
    }

    #[track_caller]
    fn transaction_in(&mut self) -> TransactionOptions<'_> {
        self.transaction()
    }
}

impl Begin for &mut Transaction {
    #[track_caller]
    fn atomic_in<F, T>(&mut self, body: F) -> impl Future<Output = Result<T>>
    where
        F: AsyncFnOnce(&mut Transaction) -> Result<T>,
    {
        Transaction::atomic(self, body)
    }

    #[track_caller]
    fn transaction_in(&mut self) -> TransactionOptions<'_> {
        Transaction::transaction(self)
    }
}
