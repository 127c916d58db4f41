//! Options of a transaction.

use super::{RetryPolicy, Transaction, atomic, part, shared::Opening};
use crate::{
    backend::{Access, Begin, FileLock, Isolation},
    db::Database,
    error::{Error, ErrorKind, Result},
};
use std::{panic::Location, time::Duration};

/// A transaction with options, made by [`Database::transaction`]; a savepoint with options, made by
/// [`Transaction::transaction`].
#[derive(Debug)]
#[must_use = "options do nothing until `run` or `run_wait` is called"]
pub struct TransactionOptions<'a> {
    on: On<'a>,
    begin: Begin,
    retry: RetryPolicy,
    durable: bool,
    savepoint: bool,
    place: &'static Location<'static>,
}

#[derive(Debug)]
enum On<'a> {
    Database(&'a Database),
    Transaction(&'a mut Transaction),
}

impl Database {
    /// A transaction with options: `db.transaction().retry(3).run(async |tx| ..)`.
    #[track_caller]
    pub fn transaction(&self) -> TransactionOptions<'_> {
        TransactionOptions::on(On::Database(self), Location::caller())
    }
}

impl Transaction {
    /// A savepoint with options, or a part of this transaction without one.
    #[track_caller]
    pub fn transaction(&mut self) -> TransactionOptions<'_> {
        TransactionOptions::on(On::Transaction(self), Location::caller())
    }
}

impl<'a> TransactionOptions<'a> {
    fn on(on: On<'a>, place: &'static Location<'static>) -> Self {
        let (begin, retry) = (Begin::new(Access::Write), RetryPolicy::never());
        TransactionOptions { on, begin, retry, durable: false, savepoint: true, place }
    }

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

    /// Waits at its beginning until it can read one state to its end without a serialization failure, and without causing one
    /// (PostgreSQL's `DEFERRABLE`). Only for what is [`read_only`](Self::read_only) and
    /// [`Serializable`](Isolation::Serializable). SQLite's readers always do; MySQL and MariaDB refuse it with
    /// [`Unsupported`](ErrorKind::Unsupported).
    pub fn deferrable(mut self) -> Self {
        self.begin.deferrable = true;
        self
    }

    /// How SQLite's file is locked; without it [`Immediate`](FileLock::Immediate), and for a transaction that only reads
    /// [`Deferred`](FileLock::Deferred). Servers lock rows, and have no such choice to make.
    pub fn file_lock(mut self, lock: FileLock) -> Self {
        self.begin.file_lock = Some(lock);
        self
    }

    /// How long each of its statements may run, instead of what the session has. In milliseconds, at least one. MySQL limits
    /// only what reads; SQLite refuses it with [`Unsupported`](ErrorKind::Unsupported) (capability `limits_statements`).
    pub fn statement_timeout(mut self, limit: Duration) -> Self {
        self.begin.statement_timeout = Some(limit);
        self
    }

    /// How long each of its statements waits for a lock, instead of what the session has: in milliseconds, at least one;
    /// on MySQL and MariaDB rounded up to seconds. On SQLite it is how long the file's lock is waited for, and the connection
    /// is replaced afterwards.
    pub fn lock_timeout(mut self, limit: Duration) -> Self {
        self.begin.lock_timeout = Some(limit);
        self
    }

    /// Refuses to be a part of another transaction, which might undo what was committed here (Django's `durable`): what a
    /// function says that takes a [`Begin`](super::Begin).
    pub fn durable(mut self) -> Self {
        self.durable = true;
        self
    }

    /// Whether a part of a transaction is a savepoint, which can be undone by itself. Without one a failure of the part fails
    /// the whole (Django's `savepoint=False`).
    pub fn savepoint(mut self, savepoint: bool) -> Self {
        self.savepoint = savepoint;
        self
    }

    /// Runs the whole body again where it fails by a conflict with others, as the policy says; a number is how many times more
    /// at most. Never where the outcome is unknown. Callbacks and time-outs begin anew with each try, whose number
    /// [`Transaction::attempt`] tells; [`Error::tries`] tells how many there were.
    pub fn retry(mut self, policy: impl Into<RetryPolicy>) -> Self {
        self.retry = policy.into();
        self
    }

    /// Runs `body` as [`Database::atomic`] does. It is cloned for each try: references that it captures are shared, mutable
    /// ones are refused by the compiler.
    ///
    /// # Errors
    /// As [`Database::atomic`]; those of the last try. [`ErrorKind::Usage`] for options that contradict each other, or that a
    /// part of a transaction cannot have.
    ///
    /// # Cancellation
    /// As [`Database::atomic`].
    pub async fn run<F, T>(self, body: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Transaction) -> Result<T> + Clone,
    {
        self.check()?;
        let TransactionOptions { on, begin, retry, savepoint, place, .. } = self;
        let database = match on {
            On::Database(database) => database,
            On::Transaction(outer) if savepoint => return outer.atomic(body).await,
            On::Transaction(outer) => return part::join(outer, place, body).await,
        };
        let mut attempt = 1;
        loop {
            let opening = Opening { begin, place, attempt };
            match atomic::run(database, opening, body.clone()).await {
                Err(error) if retry.advises(&error, attempt) => retry.pause(&error, attempt).await,
                result => return result.map_err(|error| error.with_tries(attempt)),
            }
            attempt += 1;
        }
    }

    /// [`run`](TransactionOptions::run) for blocking code.
    ///
    /// # Errors
    /// As [`run`](TransactionOptions::run), and [`BlockingInAsync`](ErrorKind::BlockingInAsync) inside an async task.
    ///
    /// # Blocking
    /// Blocks the thread for all tries.
    #[track_caller]
    pub fn run_wait<F, T>(self, mut body: F) -> Result<T>
    where
        F: FnMut(&mut Transaction) -> Result<T>,
    {
        self.check()?;
        let TransactionOptions { on, begin, retry, savepoint, place, .. } = self;
        let database = match on {
            On::Database(database) => database,
            On::Transaction(outer) if savepoint => return outer.atomic_wait(body),
            On::Transaction(outer) => return part::join_wait(outer, place, body),
        };
        let mut attempt = 1;
        loop {
            match atomic::run_wait(database, Opening { begin, place, attempt }, &mut body) {
                Err(error) if retry.advises(&error, attempt) => retry.pause_wait(&error, attempt),
                result => return result.map_err(|error| error.with_tries(attempt)),
            }
            attempt += 1;
        }
    }

    fn check(&self) -> Result<()> {
        match &self.on {
            On::Database(_) => self.check_outermost(),
            On::Transaction(outer) => self.check_part(outer.place()),
        }
    }

    fn check_outermost(&self) -> Result<()> {
        let Begin { access, isolation, deferrable, file_lock, .. } = self.begin;
        let reads_serially = access == Access::Read && isolation == Some(Isolation::Serializable);
        if deferrable && !reads_serially {
            let message = "`deferrable` is for what only reads, serializably; add `read_only` and `isolation(Serializable)`";
            return Err(Error::new(ErrorKind::Usage, message).at(self.place));
        }
        if access == Access::Read && file_lock.is_some_and(|lock| lock != FileLock::Deferred) {
            let message =
                "a lock on the file for a transaction that only reads; leave out `read_only` or `file_lock`";
            return Err(Error::new(ErrorKind::Usage, message).at(self.place));
        }
        Ok(())
    }

    fn check_part(&self, outer: &Location<'_>) -> Result<()> {
        if self.durable {
            let message = format!(
                "a durable transaction inside the one begun at {outer}, which might undo it; begin it outside"
            );
            return Err(Error::new(ErrorKind::Usage, message).at(self.place));
        }
        if self.begin != Begin::new(Access::Write) || self.retry.is_any() {
            let message = format!(
                "isolation, access, time-outs and retrying belong to a whole transaction; choose them at {outer}, where it is begun"
            );
            return Err(Error::new(ErrorKind::Usage, message).at(self.place));
        }
        Ok(())
    }
}
