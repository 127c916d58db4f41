//! What the handles of one transaction share: its lease, its levels, its end.

use super::{
    callbacks::{self, Callback, When},
    cut::Cut,
    level::{Level, Levels},
};
use crate::{
    backend::{Access, Backend, Begin, BoxWork, Lease, Observer, Session, Task},
    db::{Database, active::InFlight},
    error::{Error, ErrorKind, Result},
    op::{Detach, Spawn},
};
use futures::future::{BoxFuture, Either, select};
use futures_timer::Delay;
use std::{
    panic::Location,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{Notify, OwnedMutexGuard};

/// A transaction on its connection.
pub(in crate::db) struct Shared {
    /// Statements of one transaction queue here, first come first served. `None` once it has ended.
    pub(super) lease: Arc<tokio::sync::Mutex<Option<Box<dyn Lease>>>>,
    levels: Mutex<Levels>,
    database: Database,
    backend: Arc<dyn Backend>,
    /// Until it has ended: callbacks of a commit may switch the backend, and must not be waited for by that.
    in_flight: Mutex<Option<InFlight>>,
    opening: Opening,
    /// Whether an operation was dropped before its end.
    cut: Cut,
    /// Whether a stream was.
    stream_cut: Cut,
    /// Told when nobody waits for the end of the whole any more.
    pub(super) left: Notify,
}

/// What a transaction is begun with.
#[derive(Clone, Copy)]
pub(in crate::db) struct Opening {
    /// How.
    pub(in crate::db) begin: Begin,
    /// Where the application did it.
    pub(in crate::db) place: &'static Location<'static>,
    /// Which try it is, from 1.
    pub(in crate::db) attempt: u32,
}

impl Opening {
    /// What `atomic` begins with.
    pub(in crate::db) const fn write(place: &'static Location<'static>) -> Self {
        Opening { begin: Begin::new(Access::Write), place, attempt: 1 }
    }
}

/// The lease in the hands of one operation. Owned, so that a step that must not be cut off can take it along.
pub(super) type Held = OwnedMutexGuard<Option<Box<dyn Lease>>>;

/// A step that ends or opens a level, as the session knows it.
pub(super) type Step = Box<dyn for<'s> FnOnce(&'s mut Session) -> BoxFuture<'s, Result<()>> + Send>;

impl Shared {
    /// A transaction that has begun on `lease`.
    pub(super) fn new(
        lease: Box<dyn Lease>,
        database: Database,
        in_flight: InFlight,
        opening: Opening,
    ) -> Arc<Self> {
        let (lease, levels) = (Arc::new(tokio::sync::Mutex::new(Some(lease))), Mutex::new(Levels::new()));
        let (backend, in_flight) = (in_flight.backend().clone(), Mutex::new(Some(in_flight)));
        Arc::new(Shared {
            lease,
            levels,
            database,
            backend,
            in_flight,
            opening,
            cut: Cut::default(),
            stream_cut: Cut::default(),
            left: Notify::new(),
        })
    }

    pub(in crate::db) fn database(&self) -> &Database {
        &self.database
    }

    pub(in crate::db) fn backend(&self) -> &Arc<dyn Backend> {
        &self.backend
    }

    pub(super) fn place(&self) -> &'static Location<'static> {
        self.opening.place
    }

    pub(super) fn attempt(&self) -> u32 {
        self.opening.attempt
    }

    /// Where a step goes whose caller has gone.
    pub(super) fn elsewhere(&self) -> Spawn {
        let backend = self.backend().clone();
        Box::new(move |rest| backend.spawn(rest))
    }

    /// Where a step goes whose caller has gone, and after which callbacks of a rollback may run.
    pub(super) fn undoing_elsewhere(&self) -> Spawn {
        match self.levels().minds_rollback() {
            true => callbacks::on_a_thread(self.backend().clone()),
            false => self.elsewhere(),
        }
    }

    /// Where the end of the whole goes whose caller has gone.
    pub(super) fn ending_elsewhere(self: &Arc<Self>, may_block: bool) -> Spawn {
        let shared = self.clone();
        Box::new(move |rest| {
            shared.left.notify_one();
            match may_block {
                true => callbacks::start(shared.backend.clone(), rest),
                false => shared.backend.spawn(rest),
            }
        })
    }

    /// Runs one operation that belongs to `level`, after those that came before it.
    ///
    /// # Errors
    /// [`ErrorKind::Ended`] where that level has ended, [`ErrorKind::Usage`] where a savepoint is open in it, with which
    /// the operation would be undone. Never another connection, never a late effect.
    ///
    /// # Cancellation
    /// Dropped once it has begun, it fails the transaction: nobody knows how far it came.
    pub(in crate::db) async fn run(self: &Arc<Self>, level: Level, work: BoxWork) -> Result<BoxWork> {
        let mut held = self.innermost(level).await?;
        let lease = self.lease(&mut held)?;
        let begun = self.cut.begin();
        let ran = lease.run(work).await;
        begun.ended();
        ran
    }

    /// As [`run`](Shared::run), for rows that are read as they come: who has seen enough drops the rest.
    ///
    /// # Cancellation
    /// The database may have failed the transaction by what was dropped: it is asked before anything further is done.
    pub(in crate::db) async fn stream(self: &Arc<Self>, level: Level, work: BoxWork) -> Result<BoxWork> {
        let mut held = self.innermost(level).await?;
        let lease = self.lease(&mut held)?;
        let begun = self.stream_cut.begin();
        let ran = lease.run(work).await;
        begun.ended();
        ran
    }

    /// The lease, for what belongs to `level`.
    pub(super) async fn innermost(self: &Arc<Self>, level: Level) -> Result<Held> {
        let held = self.hold_in_time().await?;
        self.expect_innermost(level)?;
        self.ready(held).await
    }

    /// Fails `level` by what was to be done in it as a whole and was not.
    pub(super) async fn fail(self: &Arc<Self>, level: Level, error: Error) -> Result<()> {
        let mut held = self.innermost(level).await?;
        self.step(&mut held, fail_by(error)).await
    }

    /// Remembers `callback` for the end of `level`; a level that has ended forgets it.
    pub(super) fn remember(&self, level: Level, when: When, callback: Callback) {
        self.levels().remember(level, when, callback);
    }

    /// Says whether `level` is rolled back where it would be kept.
    pub(super) fn set_rollback(&self, level: Level, rolls_back: bool) {
        self.levels().set_rollback(level, rolls_back);
    }

    /// Says that a part of `level` was left half done.
    pub(super) fn cut(&self, level: Level) {
        self.levels().cut(level);
    }

    /// Whether `level` is rolled back where it would be kept.
    pub(super) fn rolls_back(&self, level: Level) -> bool {
        self.levels().rolls_back(level)
    }

    pub(super) async fn hold(&self) -> Held {
        self.lease.clone().lock_owned().await
    }

    /// Waits as long as for a connection. Whoever waits for an operation while it streams from the transaction, in one
    /// task, would otherwise wait for itself.
    async fn hold_in_time(&self) -> Result<Held> {
        if let Ok(held) = self.lease.clone().try_lock_owned() {
            return Ok(held);
        }
        let patience = self.database.settings().pool.acquire_timeout;
        match select(pin!(self.hold()), Delay::new(patience)).await {
            Either::Left((held, _)) => Ok(held),
            Either::Right(_) => Err(self.busy(patience)),
        }
    }

    /// Counts no longer as in flight.
    pub(super) fn leave(&self) {
        drop(self.in_flight.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    pub(super) fn lease<'h>(&self, held: &'h mut Held) -> Result<&'h mut Box<dyn Lease>> {
        held.as_mut().ok_or_else(|| self.ended())
    }

    /// Makes the lease fit for the next step, as [`settled`](Shared::settled) does; callbacks of what was undone for that run first.
    async fn ready(self: &Arc<Self>, held: Held) -> Result<Held> {
        let held = self.settled(held).await?;
        self.run_undone().await;
        Ok(held)
    }

    /// Makes the lease fit for the next step: what was dropped before its end fails the transaction, and savepoints that were
    /// dropped are undone, with which that may be forgotten.
    pub(super) async fn settled(self: &Arc<Self>, mut held: Held) -> Result<Held> {
        if self.cut.is_cut() && held.is_some() {
            self.step(&mut held, fail_by(self.cut_off())).await?;
            self.cut.forget();
        }
        let mut held = self.undo_dropped(held).await?;
        if self.levels().is_cut() && held.is_some() {
            self.step(&mut held, fail_by(self.cut_off())).await?;
            self.levels().forget_cut();
        }
        if self.stream_cut.is_cut() && held.is_some() {
            self.step(&mut held, Box::new(|session| Box::pin(session.expect_transaction()))).await?;
            self.stream_cut.forget();
        }
        Ok(held)
    }

    /// Runs the callbacks of savepoints that have been undone since the last time, on a thread of their own where their caller
    /// goes meanwhile. They do not take the lease there: one that never ends keeps it from nobody.
    pub(super) async fn run_undone(&self) {
        let undone = self.levels().undone();
        if !undone.is_empty() {
            let run = callbacks::run_alone(undone);
            Detach::new(callbacks::on_a_thread(self.backend().clone()), run).await;
        }
    }

    /// Undoes the savepoints that were dropped since the last statement. Once begun it goes on to its end: a savepoint
    /// that is undone and not known to be could be undone never again.
    async fn undo_dropped(self: &Arc<Self>, mut held: Held) -> Result<Held> {
        if !self.levels().has_undo() {
            return Ok(held);
        }
        let shared = self.clone();
        let undo = async move {
            let Some(depth) = shared.levels().take_undo() else { return Ok(held) };
            let undo: Step = Box::new(move |session| Box::pin(session.rollback_to(depth)));
            match shared.step(&mut held, undo).await {
                Ok(()) => Ok(held),
                Err(error) => {
                    shared.levels().remember_undo(depth);
                    Err(error)
                }
            }
        };
        Detach::new(self.elsewhere(), undo).await
    }

    pub(super) async fn step(&self, held: &mut Held, step: Step) -> Result<()> {
        let observer: Observer = self.database.observer(self.place());
        let work = self.lease(held)?.run(Task::new(observer, step)).await?;
        Task::<(), Step>::result(work)
    }

    pub(super) fn expect_open(&self, level: Level) -> Result<()> {
        if self.levels().is_open(level) { Ok(()) } else { Err(self.ended()) }
    }

    fn expect_innermost(&self, level: Level) -> Result<()> {
        self.expect_open(level)?;
        if self.levels().is_innermost(level) {
            return Ok(());
        }
        let message = format!(
            "a savepoint is open in the transaction begun at {}, or in the savepoint of it that the operation was \
             made on; make the operation on the innermost handle, or wait until that has ended",
            self.place()
        );
        Err(Error::new(ErrorKind::Usage, message))
    }

    fn busy(&self, patience: Duration) -> Error {
        let message = format!(
            "another statement, or a stream, was on the connection of the transaction begun at {} for {patience:?}; \
             await the operation before or after it, or raise `pool.acquire_timeout`",
            self.place()
        );
        Error::new(ErrorKind::AcquireTimeout, message)
    }

    #[cold]
    fn cut_off(&self) -> Error {
        let message = format!(
            "an operation of the transaction begun at {} was dropped before its end, as by a time-out or `select!`, and may have \
             been done in part",
            self.place()
        );
        Error::new(ErrorKind::Cancelled, message)
    }

    pub(super) fn ended(&self) -> Error {
        let message = format!("the transaction begun at {}, or the savepoint in it, has ended", self.place());
        Error::new(ErrorKind::Ended, message)
    }

    pub(super) fn levels(&self) -> MutexGuard<'_, Levels> {
        self.levels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fail_by(error: Error) -> Step {
    Box::new(move |session| {
        session.fail_by(error);
        Box::pin(async { Ok(()) })
    })
}
