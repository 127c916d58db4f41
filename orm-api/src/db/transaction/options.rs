//! Options of a transaction.

use super::{Transaction, atomic};
use crate::{
    backend::{Access, Begin, Isolation},
    db::Database,
    error::{Error, Result},
};
use std::panic::Location;

/// A transaction with options, made by [`Database::transaction`].
#[derive(Clone, Debug)]
#[must_use = "options do nothing until `run` or `run_wait` is called"]
pub struct TransactionOptions<'a> {
    database: &'a Database,
    begin: Begin,
    retries: u32,
    place: &'static Location<'static>,
}

impl Database {
    /// A transaction with options: `db.transaction().retry(3).run(async |tx| ..)`.
    #[track_caller]
    pub fn transaction(&self) -> TransactionOptions<'_> {
        let begin = TransactionOptions::WRITE;
        TransactionOptions { database: self, begin, retries: 0, place: Location::caller() }
    }
}

impl TransactionOptions<'_> {
    /// What `atomic` begins with.
    pub(super) const WRITE: Begin = Begin { access: Access::Write, isolation: None };

    /// The isolation. SQLite is always serializable, which satisfies each.
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.begin.isolation = Some(isolation);
        self
    }

    /// Only reads: on SQLite it begins deferred, and needs no turn to write.
    pub fn read_only(mut self) -> Self {
        self.begin.access = Access::Read;
        self
    }

    /// Runs the whole body again, at most so many times, where it fails with an error whose
    /// [`retry`](Error::retry) advises it; never where the outcome is unknown.
    pub fn retry(mut self, times: u32) -> Self {
        self.retries = times;
        self
    }

    /// Runs `body` as [`Database::atomic`] does. It is cloned for each try: references that it captures are shared, mutable
    /// ones are refused by the compiler.
    ///
    /// # Errors
    /// As [`Database::atomic`]; those of the last try.
    ///
    /// # Cancellation
    /// As [`Database::atomic`].
    pub async fn run<F, T>(self, body: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Transaction) -> Result<T> + Clone,
    {
        for _ in 0..self.retries {
            match atomic::run(self.database, self.begin, self.place, body.clone()).await {
                Err(error) if advised(&error) => {}
                result => return result,
            }
        }
        atomic::run(self.database, self.begin, self.place, body).await
    }

    /// [`run`](TransactionOptions::run) for blocking code.
    ///
    /// # Errors
    /// As [`run`](TransactionOptions::run), and [`BlockingInAsync`](crate::ErrorKind::BlockingInAsync) inside an async task.
    ///
    /// # Blocking
    /// Blocks the thread for all tries.
    #[track_caller]
    pub fn run_wait<F, T>(self, mut body: F) -> Result<T>
    where
        F: FnMut(&mut Transaction) -> Result<T>,
    {
        for _ in 0..self.retries {
            match atomic::run_wait(self.database, self.begin, self.place, &mut body) {
                Err(error) if advised(&error) => {}
                result => return result,
            }
        }
        atomic::run_wait(self.database, self.begin, self.place, body)
    }
}

fn advised(error: &Error) -> bool {
    let retry = error.retry().advised();
    if retry {
        tracing::info!(%error, "running the transaction again");
    }
    retry
}
