//! What the handles of one transaction share: its lease, its levels, its end.

use super::callbacks::{self, Callback};
use crate::{
    backend::{Backend, BoxWork, Lease, Observer, Session, Task},
    db::{Database, active::InFlight},
    error::{Error, ErrorKind, Result},
};
use futures::future::BoxFuture;
use std::{
    panic::Location,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A transaction on its connection. Level 0 is the transaction, each level above it a savepoint.
pub(in crate::db) struct Shared {
    /// Statements of one transaction queue here, first come first served. `None` once it has ended.
    lease: tokio::sync::Mutex<Option<Box<dyn Lease>>>,
    state: Mutex<State>,
    database: Database,
    in_flight: InFlight,
    place: &'static Location<'static>,
}

struct State {
    /// The callbacks of each open level.
    levels: Vec<Vec<Callback>>,
    /// The lowest savepoint that was dropped, and is to be undone before the next statement.
    undo: Option<u32>,
}

/// A step that ends or opens a level, as the session knows it.
pub(super) type Step = Box<dyn for<'s> FnOnce(&'s mut Session) -> BoxFuture<'s, Result<()>> + Send>;

impl Shared {
    /// A transaction that has begun on `lease`.
    pub(super) fn new(
        lease: Box<dyn Lease>,
        database: Database,
        in_flight: InFlight,
        place: &'static Location<'static>,
    ) -> Arc<Self> {
        let state = Mutex::new(State { levels: vec![Vec::new()], undo: None });
        Arc::new(Shared { lease: tokio::sync::Mutex::new(Some(lease)), state, database, in_flight, place })
    }

    pub(in crate::db) fn database(&self) -> &Database {
        &self.database
    }

    pub(in crate::db) fn backend(&self) -> &Arc<dyn Backend> {
        self.in_flight.backend()
    }

    pub(super) fn place(&self) -> &'static Location<'static> {
        self.place
    }

    /// Runs one operation that belongs to `level`, after those that came before it.
    ///
    /// # Errors
    /// [`ErrorKind::Ended`] where that level has ended. Never another connection, never a late effect.
    pub(in crate::db) async fn run(&self, level: u32, work: BoxWork) -> Result<BoxWork> {
        let mut lease = self.lease.lock().await;
        let lease = lease.as_mut().ok_or_else(|| self.ended())?;
        self.expect_open(level)?;
        self.undo_dropped(&mut **lease).await?;
        lease.run(work).await
    }

    /// Opens the level above `level`.
    pub(super) async fn open_level(&self, level: u32) -> Result<()> {
        let mut lease = self.lease.lock().await;
        let lease = lease.as_mut().ok_or_else(|| self.ended())?;
        self.expect_open(level)?;
        self.undo_dropped(&mut **lease).await?;
        // Known before it is sent: a future dropped from here on leaves a level that is undone.
        self.state().levels.push(Vec::new());
        let opened = self.step(&mut **lease, Box::new(move |s| Box::pin(s.savepoint(level + 1)))).await;
        if opened.is_err() {
            self.state().levels.truncate(level as usize + 1);
        }
        opened
    }

    /// Keeps what `level`, a savepoint, has done; its callbacks go to the level below.
    pub(super) async fn release_level(&self, level: u32) -> Result<()> {
        let mut lease = self.lease.lock().await;
        let lease = lease.as_mut().ok_or_else(|| self.ended())?;
        self.expect_open(level)?;
        self.undo_dropped(&mut **lease).await?;
        self.step(&mut **lease, Box::new(move |s| Box::pin(s.release(level)))).await?;
        let mut state = self.state();
        let kept: Vec<Callback> = state.levels.drain(level as usize..).flatten().collect();
        if let Some(below) = state.levels.last_mut() {
            below.extend(kept);
        }
        Ok(())
    }

    /// Says that `level`, a savepoint, was dropped: it is undone before the next statement. Its callbacks are
    /// forgotten now.
    pub(super) fn drop_level(&self, level: u32) {
        let mut state = self.state();
        if state.levels.len() > level as usize {
            state.levels.truncate(level as usize);
            state.undo = Some(state.undo.map_or(level, |lower| lower.min(level)));
        }
    }

    /// Undoes `level`, a savepoint, now.
    pub(super) async fn rollback_level(&self, level: u32) -> Result<()> {
        self.drop_level(level);
        let mut lease = self.lease.lock().await;
        let lease = lease.as_mut().ok_or_else(|| self.ended())?;
        self.undo_dropped(&mut **lease).await
    }

    /// Commits, gives the connection back, and runs the callbacks.
    pub(super) async fn commit(&self) -> Result<()> {
        let mut lease = self.take_lease().await?;
        self.undo_dropped(&mut *lease).await?;
        let callbacks = std::mem::take(&mut self.state().levels).into_iter().flatten().collect();
        self.step(&mut *lease, Box::new(|s| Box::pin(s.commit()))).await?;
        drop(lease);
        callbacks::run(callbacks).await;
        Ok(())
    }

    /// Rolls back, and gives the connection back.
    pub(super) async fn rollback(&self) -> Result<()> {
        self.state().levels.clear();
        let mut lease = self.take_lease().await?;
        self.step(&mut *lease, Box::new(|s| Box::pin(s.rollback()))).await
    }

    /// Ends the transaction without waiting: whoever comes later gets an error, and the lease, dropped dirty, is rolled
    /// back by its backend.
    pub(super) fn abandon(self: &Arc<Self>) {
        self.state().levels.clear();
        if let Ok(mut lease) = self.lease.try_lock() {
            drop(lease.take());
            return;
        }
        // Somebody's statement is on the connection: the lease goes when it has ended.
        let shared = self.clone();
        self.backend().spawn(Box::pin(async move { drop(shared.lease.lock().await.take()) }));
    }

    /// Remembers `callback` for the end of `level`; a level that has ended forgets it.
    pub(super) fn remember(&self, level: u32, callback: Callback) {
        if let Some(callbacks) = self.state().levels.get_mut(level as usize) {
            callbacks.push(callback);
        }
    }

    async fn take_lease(&self) -> Result<Box<dyn Lease>> {
        self.lease.lock().await.take().ok_or_else(|| self.ended())
    }

    /// Undoes the savepoints that were dropped since the last statement.
    async fn undo_dropped(&self, lease: &mut dyn Lease) -> Result<()> {
        let undo = self.state().undo;
        let Some(level) = undo else { return Ok(()) };
        self.step(lease, Box::new(move |s| Box::pin(s.rollback_to(level)))).await?;
        self.state().undo = None;
        Ok(())
    }

    async fn step(&self, lease: &mut dyn Lease, step: Step) -> Result<()> {
        let observer: Observer = self.database.observer(self.place);
        Task::<(), Step>::result(lease.run(Task::new(observer, step)).await?)
    }

    fn expect_open(&self, level: u32) -> Result<()> {
        if self.state().levels.len() > level as usize { Ok(()) } else { Err(self.ended()) }
    }

    fn ended(&self) -> Error {
        let message = format!("the transaction begun at {}, or the savepoint in it, has ended", self.place);
        Error::new(ErrorKind::Ended, message)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
