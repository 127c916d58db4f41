//! How a transaction's levels begin and end: savepoints, `COMMIT`, `ROLLBACK`, and what is left by whoever has gone.

use super::{
    callbacks::{self, Callbacks, When},
    level::Level,
    shared::{Held, Shared, Step},
};
use crate::error::{Outcome, Result};
use std::sync::Arc;

impl Shared {
    /// Opens the level above `level`. The lease comes with it: a caller who has gone drops the level first, and nobody
    /// gets in between.
    pub(super) async fn open_level(self: &Arc<Self>, level: Level) -> Result<(Level, Held)> {
        let mut held = self.innermost(level).await?;
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
        let mut held = self.ready(held).await?;
        self.step(&mut held, Box::new(move |session| Box::pin(session.release(level.depth)))).await?;
        self.levels().release(level);
        Ok(())
    }

    /// Says that `level`, a savepoint, was dropped: it is undone before the next statement. What was to run after
    /// a commit is forgotten now; what was to run after a rollback runs once it is undone.
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
        self.ready(held).await.map(drop)
    }

    /// Commits, gives the connection back, and runs the callbacks: where it was not committed, those of a rollback.
    pub(super) async fn commit(self: &Arc<Self>) -> Result<()> {
        let held = self.hold().await;
        self.levels().abandon_above(Level::OUTERMOST);
        let held = self.ready(held).await?;
        let committed = self.end(held, Box::new(|session| Box::pin(session.commit())));
        let (callbacks, committed) = committed.await;
        match &committed {
            Ok(()) => callbacks::run(callbacks.of(When::Committed)).await,
            Err(error) if error.retry().outcome == Outcome::NotDone => {
                callbacks::run(callbacks.of(When::RolledBack)).await;
            }
            // Nobody can tell what is so.
            Err(_) => {}
        }
        committed
    }

    /// Rolls back, gives the connection back, and runs the callbacks. Where the server does not answer, it will roll back
    /// without being asked.
    pub(super) async fn rollback(&self) -> Result<()> {
        let held = self.hold().await;
        let (callbacks, rolled_back) = self.end(held, Box::new(|session| Box::pin(session.rollback()))).await;
        callbacks::run(callbacks.of(When::RolledBack)).await;
        rolled_back
    }

    /// Ends the transaction by `step`, and gives the connection back.
    async fn end(&self, mut held: Held, step: Step) -> (Callbacks, Result<()>) {
        let callbacks = self.levels().end();
        let ended = self.step(&mut held, step).await;
        let undone = ended.as_ref().is_err_and(|error| error.retry().outcome == Outcome::NotDone);
        if undone && callbacks.minds_rollback() {
            // They must not meet what is not undone yet. What cannot be undone here is so behind the lease.
            _ = self.step(&mut held, Box::new(|session| Box::pin(session.rollback()))).await;
        }
        drop(held.take());
        drop(held);
        self.leave();
        (callbacks, ended)
    }

    /// Ends the transaction without waiting: whoever comes later gets an error, and the lease, dropped dirty, is rolled
    /// back by its backend.
    pub(super) fn abandon(self: &Arc<Self>) {
        if self.levels().minds_rollback() {
            let shared = self.clone();
            let rest = async move { drop(shared.rollback().await) };
            return callbacks::on_a_thread(self.backend().clone())(Box::pin(rest));
        }
        let _forgotten = self.levels().end();
        if let Ok(mut lease) = self.lease.try_lock() {
            drop(lease.take());
            return;
        }
        // Somebody's statement is on the connection: the lease goes when it has ended.
        let shared = self.clone();
        self.backend().spawn(Box::pin(async move { drop(shared.lease.lock().await.take()) }));
    }
}
