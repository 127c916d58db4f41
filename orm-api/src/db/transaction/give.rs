//! Giving callbacks to a transaction.

use super::{
    Transaction,
    callbacks::{Callback, When, robust},
};

impl Transaction {
    /// Runs `callback` after the outermost commit, in the order of registration. It is forgotten with a savepoint, or
    /// transaction, that rolls back. A panic in it reaches whoever commits, after the other callbacks have run.
    pub fn on_commit(&self, callback: impl FnOnce() + Send + 'static) {
        self.give(When::Committed, blocking(callback));
    }

    /// As [`on_commit`](Transaction::on_commit), for a future, which the commit awaits.
    pub fn on_commit_async<F, Fut>(&self, callback: F)
    where
        F: FnOnce() -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.give(When::Committed, future(callback));
    }

    /// Runs `callback` once what was done here is undone: with this transaction or savepoint, with one around it, or by a commit
    /// that certainly failed. Not where the outcome is unknown. Where nobody waits for the rollback, since the handle was
    /// dropped, it runs on a thread of Segue's own, and that of a savepoint before the next statement; where whoever waits for it
    /// goes meanwhile, it comes to its end on such a thread. One that never ends keeps no connection. A panic in it
    /// reaches whoever rolls the whole back; that of a savepoint's is logged.
    pub fn on_rollback(&self, callback: impl FnOnce() + Send + 'static) {
        self.give(When::RolledBack, blocking(callback));
    }

    /// As [`on_rollback`](Transaction::on_rollback), for a future, which the rollback awaits.
    pub fn on_rollback_async<F, Fut>(&self, callback: F)
    where
        F: FnOnce() -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.give(When::RolledBack, future(callback));
    }

    /// Gives callbacks whose panics are logged, and reach nobody (Django's `robust=True`): `tx.robust().on_commit(..)`.
    pub fn robust(&self) -> Robust<'_> {
        Robust(self)
    }

    fn give(&self, when: When, callback: Callback) {
        self.shared().remember(self.level(), when, callback);
    }
}

/// A transaction that is given callbacks whose panics reach nobody. Made by [`Transaction::robust`].
#[derive(Clone, Copy, Debug)]
pub struct Robust<'t>(&'t Transaction);

impl Robust<'_> {
    /// As [`Transaction::on_commit`].
    pub fn on_commit(self, callback: impl FnOnce() + Send + 'static) {
        self.0.give(When::Committed, robust(blocking(callback)));
    }

    /// As [`Transaction::on_commit_async`].
    pub fn on_commit_async<F, Fut>(self, callback: F)
    where
        F: FnOnce() -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.0.give(When::Committed, robust(future(callback)));
    }

    /// As [`Transaction::on_rollback`].
    pub fn on_rollback(self, callback: impl FnOnce() + Send + 'static) {
        self.0.give(When::RolledBack, robust(blocking(callback)));
    }

    /// As [`Transaction::on_rollback_async`].
    pub fn on_rollback_async<F, Fut>(self, callback: F)
    where
        F: FnOnce() -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.0.give(When::RolledBack, robust(future(callback)));
    }
}

fn blocking(callback: impl FnOnce() + Send + 'static) -> Callback {
    Box::new(move || {
        callback();
        None
    })
}

fn future<F, Fut>(callback: F) -> Callback
where
    F: FnOnce() -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    Box::new(move || Some(Box::pin(callback())))
}
