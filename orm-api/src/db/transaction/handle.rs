//! The handle of a transaction or a savepoint.

use super::{
    level::Level,
    shared::{Opening, Shared},
};
use crate::{
    backend,
    db::{Database, Target, active::InFlight, blocking},
    error::Result,
    op::{Detach, Op, Spawn},
};
use futures::future::BoxFuture;
use std::{fmt, panic::Location, sync::Arc};

/// A transaction, or a savepoint inside one. Queries take `tx` where they take `&db`. Committing or rolling back
/// consumes it; dropping it rolls back: a transaction off the caller's path, a savepoint before the next statement.
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Transaction {
    shared: Arc<Shared>,
    level: Level,
    /// Whether dropping it ends its level. An alias, and what has ended, does not.
    open: bool,
}

impl Database {
    /// Begins a transaction. On SQLite it has the turn to write from its beginning.
    ///
    /// # Errors
    /// [`AcquireTimeout`](crate::ErrorKind::AcquireTimeout), and what the database answers.
    /// [`OutsideTransaction`](crate::ErrorKind::OutsideTransaction) inside `atomic` of the same database.
    ///
    /// # Cancellation
    /// Dropping it rolls back what was begun.
    #[track_caller]
    pub fn begin(&self) -> Op<Transaction> {
        self.begin_as(Opening::write(Location::caller()))
    }

    pub(super) fn begin_as(&self, opening: Opening) -> Op<Transaction> {
        let database = self.clone();
        Op::new(Some(Target::database(self)), async move {
            let demand = backend::Demand::new(opening.begin.access, opening.place);
            let in_flight = database.enter_long("transaction", demand)?;
            Transaction::begin(database, in_flight, opening, demand).await
        })
        .placed(opening.place)
    }
}

impl Transaction {
    async fn begin(
        database: Database,
        in_flight: InFlight,
        opening: Opening,
        demand: backend::Demand,
    ) -> Result<Self> {
        let begin = opening.begin;
        type Start = Box<dyn for<'s> FnOnce(&'s mut backend::Session) -> BoxFuture<'s, Result<()>> + Send>;
        let mut lease = in_flight.backend().lease(demand).await?;
        let start: Start = Box::new(move |session| Box::pin(session.begin(begin)));
        let task = backend::Task::new(database.observer(demand.place), start);
        backend::Task::<(), Start>::result(lease.run(task).await?)?;
        let shared = Shared::new(lease, database, in_flight, opening);
        Ok(Transaction { shared, level: Level::OUTERMOST, open: true })
    }

    /// Commits, or keeps what was done since the savepoint. Callbacks run after the outermost commit. Rolls back instead where
    /// [`set_rollback`](Transaction::set_rollback) says so.
    ///
    /// # Errors
    /// The database's; the [outcome](crate::Error::retry) says whether it was committed. The transaction has ended.
    ///
    /// # Cancellation
    /// Once polled it goes on to its end when it is dropped, callbacks included, on a thread of Segue's own. Not polled,
    /// it rolls back.
    #[track_caller]
    pub fn commit(self) -> Op<()> {
        let rest = match self.level {
            Level::OUTERMOST => self.shared.ending_elsewhere(true),
            _ => self.shared.undoing_elsewhere(),
        };
        self.finish(rest, |shared, level| async move {
            match (level, shared.rolls_back(level)) {
                (Level::OUTERMOST, false) => shared.commit().await,
                (Level::OUTERMOST, true) => shared.rollback().await,
                (level, false) => shared.release_level(level).await,
                (level, true) => shared.rollback_level(level).await,
            }
        })
    }

    /// Rolls back, to the savepoint or the whole.
    ///
    /// # Errors
    /// The database's. The transaction has ended, and its connection is closed where it could not be cleaned.
    ///
    /// # Cancellation
    /// As [`commit`](Transaction::commit).
    #[track_caller]
    pub fn rollback(self) -> Op<()> {
        let rest = match self.level {
            Level::OUTERMOST => self.shared.ending_elsewhere(self.shared.levels().minds_rollback()),
            _ => self.shared.undoing_elsewhere(),
        };
        self.finish(rest, |shared, level| async move {
            match level {
                Level::OUTERMOST => shared.rollback().await,
                level => shared.rollback_level(level).await,
            }
        })
    }

    /// Ends this handle by `end`, which is never cut off half way: `rest` is where it goes when its caller has gone.
    #[track_caller]
    fn finish<F>(self, rest: Spawn, end: impl FnOnce(Arc<Shared>, Level) -> F + Send + 'static) -> Op<()>
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let waiter = Target::transaction(&self.shared, self.level);
        Op::new(Some(waiter), async move { Detach::new(rest, self.end_by(end)).await })
    }

    /// Owns the handle for as long as the end takes: a level that could not be ended is undone by dropping it.
    async fn end_by<F>(mut self, end: impl FnOnce(Arc<Shared>, Level) -> F) -> Result<()>
    where
        F: Future<Output = Result<()>>,
    {
        let result = end(self.shared.clone(), self.level).await;
        self.open = result.is_err();
        result
    }

    /// Opens a savepoint.
    pub(super) async fn savepoint(&self) -> Result<Transaction> {
        let (shared, held) = (self.shared.clone(), self.shared.innermost(self.level).await?);
        let open = async move {
            let (level, held) = shared.open_level(held).await?;
            // In this order: a caller who has gone drops the savepoint before anybody else gets the lease.
            Ok((Transaction { shared, level, open: true }, held))
        };
        let opened: Result<_> = Detach::new(self.shared.elsewhere(), open).await;
        opened.map(|(savepoint, _held)| savepoint)
    }

    #[track_caller]
    pub(super) fn savepoint_op(&self) -> Op<Transaction> {
        let alias = self.alias();
        let waiter = Target::transaction(&self.shared, self.level);
        Op::new(Some(waiter), async move { alias.savepoint().await })
    }

    /// Has this transaction, or savepoint, rolled back where it would be committed or kept, and nobody told of an error (Django's
    /// `set_rollback`): for what is tried out, such as tests.
    pub fn set_rollback(&self, rolls_back: bool) {
        self.shared.set_rollback(self.level, rolls_back);
    }

    /// Whether [`set_rollback`](Transaction::set_rollback) has asked for it.
    pub fn is_set_to_roll_back(&self) -> bool {
        self.shared.rolls_back(self.level)
    }

    /// Runs a blocking function in this transaction: in place in `Phase::Sync`, on a thread of Segue's own otherwise. Inside
    /// it, `.wait()` is allowed.
    ///
    /// # Errors
    /// The function's; [`Overloaded`](crate::ErrorKind::Overloaded) where the system refuses a thread.
    ///
    /// # Cancellation
    /// Dropping it does not stop a function that has begun; the transaction can end meanwhile, and the function's next
    /// statement then fails with [`Ended`](crate::ErrorKind::Ended).
    #[allow(clippy::manual_async_fn, reason = "an `async fn` could not promise `Send`")]
    pub fn run_blocking<'t, F, T>(
        &'t mut self,
        function: F,
    ) -> impl Future<Output = Result<T>> + Send + use<'t, F, T>
    where
        F: FnOnce(&mut Transaction) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        async move {
            let mut alias = self.alias();
            blocking::run(&**self.shared.backend(), move || function(&mut alias)).await
        }
    }

    /// Which try of a transaction with [`retry`](super::TransactionOptions::retry) this is, from 1.
    pub fn attempt(&self) -> u32 {
        self.shared.attempt()
    }

    /// Where it was begun.
    pub fn place(&self) -> &'static Location<'static> {
        self.shared.place()
    }

    /// A handle of the same level, whose end ends nothing.
    pub(super) fn alias(&self) -> Transaction {
        Transaction { shared: self.shared.clone(), level: self.level, open: false }
    }

    pub(in crate::db) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(in crate::db) fn level(&self) -> Level {
        self.level
    }
}

impl Drop for Transaction {
    /// Never blocks and never does I/O.
    fn drop(&mut self) {
        match (self.open, self.level) {
            (false, _) => {}
            (true, Level::OUTERMOST) => self.shared.abandon(),
            (true, level) => self.shared.drop_level(level),
        }
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = format_args!("{}", self.place()).to_string();
        f.debug_struct("Transaction").field("begun_at", &place).field("level", &self.level.depth).finish()
    }
}
