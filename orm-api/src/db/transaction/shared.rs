//! What the handles of one transaction share: its lease, its levels, its end.

use super::{
    callbacks::{self, Callback},
    level::{Level, Levels},
};
use crate::{
    backend::{Backend, BoxWork, Lease, Observer, Session, Task},
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
use tokio::sync::OwnedMutexGuard;

/// A transaction on its connection.
pub(in crate::db) struct Shared {
    /// Statements of one transaction queue here, first come first served. `None` once it has ended.
    lease: Arc<tokio::sync::Mutex<Option<Box<dyn Lease>>>>,
    levels: Mutex<Levels>,
    database: Database,
    backend: Arc<dyn Backend>,
    /// Until it has ended: callbacks of a commit may switch the backend, and must not be waited for by that.
    in_flight: Mutex<Option<InFlight>>,
    place: &'static Location<'static>,
}

/// The lease in the hands of one operation. Owned, so that a step that must not be cut off can take it along.
pub(super) type Held = OwnedMutexGuard<Option<Box<dyn Lease>>>;

/// A step that ends or opens a level, as the session knows it.
type Step = Box<dyn for<'s> FnOnce(&'s mut Session) -> BoxFuture<'s, Result<()>> + Send>;

impl Shared {
    /// A transaction that has begun on `lease`.
    pub(super) fn new(
        lease: Box<dyn Lease>,
        database: Database,
        in_flight: InFlight,
        place: &'static Location<'static>,
    ) -> Arc<Self> {
        let (lease, levels) = (Arc::new(tokio::sync::Mutex::new(Some(lease))), Mutex::new(Levels::new()));
        let (backend, in_flight) = (in_flight.backend().clone(), Mutex::new(Some(in_flight)));
        Arc::new(Shared { lease, levels, database, backend, in_flight, place })
    }

    pub(in crate::db) fn database(&self) -> &Database {
        &self.database
    }

    pub(in crate::db) fn backend(&self) -> &Arc<dyn Backend> {
        &self.backend
    }

    pub(super) fn place(&self) -> &'static Location<'static> {
        self.place
    }

    /// Where a step goes whose caller has gone.
    pub(super) fn elsewhere(&self) -> Spawn {
        let backend = self.backend().clone();
        Box::new(move |rest| backend.spawn(rest))
    }

    /// Runs one operation that belongs to `level`, after those that came before it.
    ///
    /// # Errors
    /// [`ErrorKind::Ended`] where that level has ended, [`ErrorKind::Usage`] where a savepoint is open in it, with which
    /// the operation would be undone. Never another connection, never a late effect.
    pub(in crate::db) async fn run(self: &Arc<Self>, level: Level, work: BoxWork) -> Result<BoxWork> {
        let held = self.hold_in_time().await?;
        self.expect_innermost(level)?;
        let mut held = self.undo_dropped(held).await?;
        self.lease(&mut held)?.run(work).await
    }

    /// Opens the level above `level`. The lease comes with it: a caller who has gone drops the level first, and nobody
    /// gets in between.
    pub(super) async fn open_level(self: &Arc<Self>, level: Level) -> Result<(Level, Held)> {
        let held = self.hold_in_time().await?;
        self.expect_innermost(level)?;
        let mut held = self.undo_dropped(held).await?;
        let opened = self.levels().open();
        let set: Step = Box::new(move |session| Box::pin(session.savepoint(opened.depth)));
        match self.step(&mut held, set).await {
            Ok(()) => Ok((opened, held)),
            Err(error) => {
                self.levels().close(opened);
                Err(error)
            }
        }
    }

    /// Keeps what `level`, a savepoint, has done; its callbacks go to the level below.
    pub(super) async fn release_level(self: &Arc<Self>, level: Level) -> Result<()> {
        let held = self.hold().await;
        self.expect_open(level)?;
        self.levels().abandon_above(level);
        let mut held = self.undo_dropped(held).await?;
        self.step(&mut held, Box::new(move |session| Box::pin(session.release(level.depth)))).await?;
        self.levels().release(level);
        Ok(())
    }

    /// Says that `level`, a savepoint, was dropped: it is undone before the next statement. Its callbacks are
    /// forgotten now.
    pub(super) fn drop_level(&self, level: Level) {
        self.levels().abandon(level);
    }

    /// Undoes `level`, a savepoint, now.
    pub(super) async fn rollback_level(self: &Arc<Self>, level: Level) -> Result<()> {
        self.drop_level(level);
        let held = self.hold().await;
        if held.is_none() {
            return Err(self.ended());
        }
        self.undo_dropped(held).await.map(drop)
    }

    /// Commits, gives the connection back, and runs the callbacks.
    pub(super) async fn commit(self: &Arc<Self>) -> Result<()> {
        let held = self.hold().await;
        self.levels().abandon_above(Level::OUTERMOST);
        let mut held = self.undo_dropped(held).await?;
        let callbacks = self.levels().end();
        self.step(&mut held, Box::new(|session| Box::pin(session.commit()))).await?;
        drop(held.take());
        drop(held);
        self.leave();
        callbacks::run(callbacks).await;
        Ok(())
    }

    /// Rolls back, and gives the connection back.
    pub(super) async fn rollback(&self) -> Result<()> {
        let _forgotten = self.levels().end();
        let mut held = self.hold().await;
        let rolled_back = self.step(&mut held, Box::new(|session| Box::pin(session.rollback()))).await;
        drop(held.take());
        self.leave();
        rolled_back
    }

    /// Ends the transaction without waiting: whoever comes later gets an error, and the lease, dropped dirty, is rolled
    /// back by its backend.
    pub(super) fn abandon(self: &Arc<Self>) {
        let _forgotten = self.levels().end();
        if let Ok(mut lease) = self.lease.try_lock() {
            drop(lease.take());
            return;
        }
        // Somebody's statement is on the connection: the lease goes when it has ended.
        let shared = self.clone();
        self.backend().spawn(Box::pin(async move { drop(shared.lease.lock().await.take()) }));
    }

    /// Remembers `callback` for the end of `level`; a level that has ended forgets it.
    pub(super) fn remember(&self, level: Level, callback: Callback) {
        self.levels().remember(level, callback);
    }

    async fn hold(&self) -> Held {
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
    fn leave(&self) {
        drop(self.in_flight.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    fn lease<'h>(&self, held: &'h mut Held) -> Result<&'h mut Box<dyn Lease>> {
        held.as_mut().ok_or_else(|| self.ended())
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

    async fn step(&self, held: &mut Held, step: Step) -> Result<()> {
        let observer: Observer = self.database.observer(self.place);
        let work = self.lease(held)?.run(Task::new(observer, step)).await?;
        Task::<(), Step>::result(work)
    }

    fn expect_open(&self, level: Level) -> Result<()> {
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
            self.place
        );
        Err(Error::new(ErrorKind::Usage, message))
    }

    fn busy(&self, patience: Duration) -> Error {
        let message = format!(
            "another statement, or a stream, was on the connection of the transaction begun at {} for {patience:?}; \
             await the operation before or after it, or raise `pool.acquire_timeout`",
            self.place
        );
        Error::new(ErrorKind::AcquireTimeout, message)
    }

    fn ended(&self) -> Error {
        let message = format!("the transaction begun at {}, or the savepoint in it, has ended", self.place);
        Error::new(ErrorKind::Ended, message)
    }

    fn levels(&self) -> MutexGuard<'_, Levels> {
        self.levels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
