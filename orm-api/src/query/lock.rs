//! `select_for_update`: rows that are locked when they are read.

use super::QuerySet;
use crate::{
    expr::Related,
    model::Model,
    tree::{LockStrength, LockWait, Locking},
};
use std::marker::PhantomData;

/// How the rows of a query are locked, after Django's `select_for_update(nowait, skip_locked, of, no_key)` and PostgreSQL's
/// locking clause. SQLite has one lock for the whole file, which a writing transaction holds: inside one it satisfies each.
///
/// ```ignore
/// let next = Job::objects().filter(Job::done.eq(false)).limit(1)
///     .select_for_update_with(Lock::update().skip_locked()).all(tx).await?;
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a lock does nothing until a query is given it"]
pub struct Lock<M> {
    locking: Locking,
    model: PhantomData<fn(M)>,
}

impl<M: Model> Lock<M> {
    /// Against whoever writes or locks the rows (`FOR UPDATE`).
    pub fn update() -> Self {
        Lock::of_strength(LockStrength::Update)
    }

    /// Against whoever writes the rows; others may lock them in the same way (`FOR SHARE`).
    pub fn share() -> Self {
        Lock::of_strength(LockStrength::Share)
    }

    fn of_strength(strength: LockStrength) -> Self {
        let locking = Locking { strength, wait: LockWait::Wait, of: Vec::new() };
        Lock { locking, model: PhantomData }
    }

    /// Leaves the rows' keys alone, so that others may make rows that refer to them (PostgreSQL's `FOR NO KEY UPDATE`, and
    /// `FOR KEY SHARE` of a shared lock, which only guards the keys). Refused with
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the capability `locks_keys_apart` is false.
    pub fn no_key(mut self) -> Self {
        self.locking.strength = match self.locking.strength {
            LockStrength::Update | LockStrength::NoKeyUpdate => LockStrength::NoKeyUpdate,
            LockStrength::Share | LockStrength::KeyShare => LockStrength::KeyShare,
        };
        self
    }

    /// Fails with [`Busy`](crate::ErrorKind::Busy) at once where another holds one of the locks.
    pub fn nowait(mut self) -> Self {
        self.locking.wait = LockWait::NoWait;
        self
    }

    /// Leaves out the rows that another has locked: for queues, whose workers each want some row and none the same.
    pub fn skip_locked(mut self) -> Self {
        self.locking.wait = LockWait::SkipLocked;
        self
    }

    /// Locks too what `relation` refers to, which the query must select or filter by. Without it the model's own rows are
    /// locked alone; where the capability `locks_chosen_tables` is false those of all joined tables are, and to name only
    /// some of them is refused with [`Unsupported`](crate::ErrorKind::Unsupported).
    pub fn of<R: Related<M>>(mut self, relation: R) -> Self {
        self.locking.of.extend(relation.steps().into_iter().map(|step| step.path));
        self
    }
}

impl<M: Model, Out> QuerySet<M, Out> {
    /// Locks the rows against other writers until the transaction ends, and waits for those that another has locked. Only
    /// inside a transaction; on SQLite it must be a writing one, which has locked everything already.
    pub fn select_for_update(self) -> Self {
        self.select_for_update_with(Lock::update())
    }

    /// [`select_for_update`](QuerySet::select_for_update), as `lock` says.
    pub fn select_for_update_with(self, lock: Lock<M>) -> Self {
        self.change(|select| select.locking = Some(lock.locking))
    }
}
