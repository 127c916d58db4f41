//! `atomic`: a closure in a transaction, or in a savepoint.

use super::{Transaction, shared::Opening};
use crate::{
    db::{Database, scope},
    error::{Error, Result},
};
use std::panic::Location;

impl Database {
    /// Runs `body` in a transaction: commits on `Ok`, rolls back on `Err`, on a panic, and when the future is dropped. `body`
    /// may borrow, and the future can be spawned.
    ///
    /// # Errors
    /// The body's; those of beginning and committing.
    ///
    /// # Cancellation
    /// Dropped before the commit began, it rolls back; after that, it commits.
    #[track_caller]
    pub fn atomic<'a, F, T>(&'a self, body: F) -> impl Future<Output = Result<T>> + use<'a, F, T>
    where
        F: AsyncFnOnce(&mut Transaction) -> Result<T>,
    {
        self.try_atomic::<F, T, Error>(body)
    }

    /// [`atomic`](Database::atomic) with an error type of the application's own.
    ///
    /// # Errors
    /// The body's; those of beginning and committing, converted.
    ///
    /// # Cancellation
    /// As [`atomic`](Database::atomic).
    #[track_caller]
    pub fn try_atomic<'a, F, T, E>(&'a self, body: F) -> impl Future<Output = Result<T, E>> + use<'a, F, T, E>
    where
        F: AsyncFnOnce(&mut Transaction) -> Result<T, E>,
        E: From<Error>,
    {
        run(self, Opening::write(Location::caller()), body)
    }

    /// [`atomic`](Database::atomic) for blocking code.
    ///
    /// # Errors
    /// As [`atomic`](Database::atomic), and [`BlockingInAsync`](crate::ErrorKind::BlockingInAsync) inside an async task.
    ///
    /// # Blocking
    /// Blocks the thread for the whole transaction.
    #[track_caller]
    pub fn atomic_wait<F, T>(&self, body: F) -> Result<T>
    where
        F: FnOnce(&mut Transaction) -> Result<T>,
    {
        run_wait(self, Opening::write(Location::caller()), body)
    }
}

impl Transaction {
    /// Runs `body` in a savepoint: keeps what it did on `Ok`, undoes it on `Err`, on a panic, and when the future is
    /// dropped. The outer handle cannot be used meanwhile; the compiler sees to it.
    ///
    /// # Errors
    /// The body's; those of opening and releasing the savepoint.
    ///
    /// # Cancellation
    /// Dropped before the release began, the savepoint is undone before the next statement.
    pub async fn atomic<F, T>(&mut self, body: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Transaction) -> Result<T>,
    {
        self.try_atomic::<F, T, Error>(body).await
    }

    /// [`atomic`](Transaction::atomic) with an error type of the application's own.
    ///
    /// # Errors
    /// The body's; those of opening and releasing the savepoint, converted.
    pub async fn try_atomic<F, T, E>(&mut self, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Transaction) -> Result<T, E>,
        E: From<Error>,
    {
        let mut inner = self.savepoint().await?;
        let result = body(&mut inner).await;
        end(inner, result).await
    }

    /// [`atomic`](Transaction::atomic) for blocking code.
    ///
    /// # Errors
    /// As [`atomic`](Transaction::atomic), and [`BlockingInAsync`](crate::ErrorKind::BlockingInAsync) inside an async task.
    ///
    /// # Blocking
    /// Blocks the thread for the whole savepoint.
    #[track_caller]
    pub fn atomic_wait<F, T>(&mut self, body: F) -> Result<T>
    where
        F: FnOnce(&mut Transaction) -> Result<T>,
    {
        let mut inner = self.savepoint_op().wait()?;
        match body(&mut inner) {
            Ok(value) => inner.commit().wait().map(|()| value),
            Err(error) => {
                note(inner.rollback().wait());
                Err(error)
            }
        }
    }
}

/// One run of an async body in a transaction of its own.
pub(super) async fn run<F, T, E>(database: &Database, opening: Opening, body: F) -> Result<T, E>
where
    F: AsyncFnOnce(&mut Transaction) -> Result<T, E>,
    E: From<Error>,
{
    let mut transaction = database.begin_as(opening).await?;
    let frame = scope::Frame::of(&transaction, opening.begin.access);
    let result = scope::inside(frame, body(&mut transaction)).await;
    end(transaction, result).await
}

/// One run of a blocking body in a transaction of its own.
#[track_caller]
pub(super) fn run_wait<F, T>(database: &Database, opening: Opening, body: F) -> Result<T>
where
    F: FnOnce(&mut Transaction) -> Result<T>,
{
    let mut transaction = database.begin_as(opening).wait()?;
    let result = {
        let _inside = scope::enter(scope::Frame::of(&transaction, opening.begin.access));
        body(&mut transaction)
    };
    match result {
        Ok(value) => transaction.commit().wait().map(|()| value),
        Err(error) => {
            note(transaction.rollback().wait());
            Err(error)
        }
    }
}

/// Ends a level as its body's result says.
async fn end<T, E: From<Error>>(transaction: Transaction, result: Result<T, E>) -> Result<T, E> {
    let place = transaction.place();
    match result {
        Ok(value) => {
            transaction.commit().placed(place).await?;
            Ok(value)
        }
        Err(error) => {
            note(transaction.rollback().placed(place).await);
            Err(error)
        }
    }
}

/// The body's error is the one that the caller gets; a failed rollback is cleaned up behind the lease.
pub(super) fn note(rolled_back: Result<()>) {
    if let Err(error) = rolled_back {
        tracing::warn!(%error, "rolling back failed; the connection is cleaned or closed");
    }
}
