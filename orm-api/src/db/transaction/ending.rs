//! How a transaction's levels begin and end: savepoints, `COMMIT`, `ROLLBACK`, and what is left by whoever has gone.

use super::{
    callbacks::{self, Callback, Callbacks, When},
    level::Level,
    shared::{Held, Shared, Step},
};
use crate::{
    backend::CLEANING,
    error::{Error, ErrorKind, Outcome, Result},
};
use futures::future::{Either, select};
use futures_timer::Delay;
use std::{pin::pin, sync::Arc};

impl Shared {
    /// Opens the level above the innermost, to which `held` was given. The lease comes with it: a caller who has gone drops the level
    /// first, and nobody gets in between.
    pub(super) async fn open_level(&self, mut held: Held) -> Result<(Level, Held)> {
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
        let mut held = self.settled(held).await?;
        self.step(&mut held, Box::new(move |session| Box::pin(session.release(level.depth)))).await?;
        self.levels().release(level);
        drop(held);
        self.run_undone().await;
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
        drop(self.settled(held).await?);
        self.run_undone().await;
        Ok(())
    }

    /// Commits, gives the connection back, and runs the callbacks: where it was not committed, those of a rollback.
    pub(super) async fn commit(self: &Arc<Self>) -> Result<()> {
        let held = self.hold().await;
        self.levels().abandon_above(Level::OUTERMOST);
        let mut held = self.settled(held).await?;
        let (undone, callbacks) = self.end();
        let committed = self.step(&mut held, Box::new(|session| Box::pin(session.commit()))).await;
        let failed = committed.as_ref().is_err_and(|error| error.retry().outcome == Outcome::NotDone);
        if failed && callbacks.minds_rollback() {
            // They must not meet what is not undone yet. What cannot be undone here is so behind the lease.
            _ = self.undo(&mut held).await;
        }
        self.give_back(held);
        callbacks::run_alone(undone).await;
        match (&committed, failed) {
            (Ok(()), _) => callbacks::run(callbacks.of(When::Committed)).await,
            (Err(_), true) => callbacks::run(callbacks.of(When::RolledBack)).await,
            // Nobody can tell what is so.
            (Err(_), false) => {}
        }
        committed
    }

    /// Rolls back, gives the connection back, and runs the callbacks. Where the server does not answer, it will roll back
    /// without being asked.
    pub(super) async fn rollback(&self) -> Result<()> {
        let mut held = self.hold().await;
        let (undone, callbacks) = self.end();
        let rolled_back = self.undo(&mut held).await;
        self.give_back(held);
        callbacks::run_alone(undone).await;
        callbacks::run(callbacks.of(When::RolledBack)).await;
        rolled_back
    }

    /// Ends all levels: gives what is to run since savepoints were undone, and what belongs to the whole.
    fn end(&self) -> (Vec<Callback>, Callbacks) {
        let mut levels = self.levels();
        (levels.undone(), levels.end())
    }

    /// Rolls the whole back. Where nobody waits for that, it may take no longer than cleaning a connection may.
    async fn undo(&self, held: &mut Held) -> Result<()> {
        let rollback: Step = Box::new(|session| Box::pin(session.rollback()));
        if !self.backend().dialect().is_server() {
            return self.step(held, rollback).await;
        }
        let too_late = async {
            self.left.notified().await;
            Delay::new(CLEANING).await;
        };
        if let Either::Left((undone, _)) = select(pin!(self.step(held, rollback)), pin!(too_late)).await {
            return undone;
        }
        held.as_mut().into_iter().for_each(|lease| lease.doom());
        Err(self.unanswered())
    }

    /// Before any callback runs: one that never ends keeps no connection.
    fn give_back(&self, mut held: Held) {
        drop(held.take());
        drop(held);
        self.leave();
    }

    /// Ends the transaction without waiting: whoever comes later gets an error, and the lease, dropped dirty, is rolled
    /// back by its backend.
    pub(super) fn abandon(self: &Arc<Self>) {
        if self.levels().minds_rollback() {
            let shared = self.clone();
            self.left.notify_one();
            let rest = Box::pin(async move { drop(shared.rollback().await) });
            return callbacks::start(self.backend().clone(), rest);
        }
        let _forgotten = self.levels().end();
        if let Ok(mut lease) = self.lease.try_lock() {
            drop(lease.take());
            return self.leave();
        }
        // Somebody's statement is on the connection: the lease goes when it has ended.
        let shared = self.clone();
        self.backend().spawn(Box::pin(async move { shared.give_back(shared.hold().await) }));
    }

    #[cold]
    fn unanswered(&self) -> Error {
        let message = format!(
            "the server did not answer the rollback of the transaction begun at {} within {CLEANING:?}; the connection is closed, \
             at which the server rolls back by itself",
            self.place()
        );
        Error::new(ErrorKind::ConnectionLost, message).with_outcome(Outcome::NotDone)
    }
}
