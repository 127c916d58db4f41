//! What runs after a commit, or a rollback.

use crate::{backend::Backend, op::Spawn};
use futures::{FutureExt, future::BoxFuture};
use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// A callback; a blocking one is done when it is called.
pub(super) type Callback = Box<dyn FnOnce() -> Option<BoxFuture<'static, ()>> + Send>;

/// After what a callback runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// The outermost commit.
    Committed,
    /// The rollback of the level that it was given to, or of one around that.
    RolledBack,
}

/// What was given to a level, in the order of registration.
#[derive(Default)]
pub(super) struct Callbacks(Vec<(When, Callback)>);

impl Callbacks {
    /// Those of savepoints that are undone with what is around them.
    pub(super) fn of_undone(callbacks: Vec<Callback>) -> Self {
        Callbacks(callbacks.into_iter().map(|callback| (When::RolledBack, callback)).collect())
    }

    pub(super) fn push(&mut self, when: When, callback: Callback) {
        self.0.push((when, callback));
    }

    pub(super) fn extend(&mut self, others: Callbacks) {
        self.0.extend(others.0);
    }

    /// Those that run after that; the others are forgotten.
    pub(super) fn of(self, when: When) -> Vec<Callback> {
        self.0.into_iter().filter(|(then, _)| *then == when).map(|(_, callback)| callback).collect()
    }

    /// Whether one runs after a rollback.
    pub(super) fn minds_rollback(&self) -> bool {
        self.0.iter().any(|(when, _)| *when == When::RolledBack)
    }
}

/// Runs all callbacks in their order, also after one that panics.
///
/// # Panics
/// With the payload of the first panic, after the last callback.
pub(super) async fn run(callbacks: Vec<Callback>) {
    let mut panicked = None;
    for callback in callbacks {
        if let Err(panic) = AssertUnwindSafe(one(callback)).catch_unwind().await {
            panicked.get_or_insert(panic);
        }
    }
    if let Some(panic) = panicked {
        resume_unwind(panic);
    }
}

/// As [`run`], for those of savepoints: whoever makes the next operation has nothing to do with their panics.
pub(super) async fn run_alone(callbacks: Vec<Callback>) {
    run(callbacks.into_iter().map(robust).collect()).await;
}

/// The same callback; a panic in it is logged, and reaches nobody.
pub(super) fn robust(callback: Callback) -> Callback {
    Box::new(move || {
        Some(Box::pin(async move {
            if AssertUnwindSafe(one(callback)).catch_unwind().await.is_err() {
                tracing::error!("a robust callback of a transaction panicked");
            }
        }))
    })
}

async fn one(callback: Callback) {
    if let Some(rest) = callback() {
        rest.await;
    }
}

/// Where a commit goes whose caller has gone: to a thread of its own. Callbacks are the application's and may block, for
/// instance until the backend's clean-up is done, which must not wait behind them.
pub(super) fn on_a_thread(backend: Arc<dyn Backend>) -> Spawn {
    Box::new(move |rest| start(backend, rest))
}

/// Starts that thread.
pub(super) fn start(backend: Arc<dyn Backend>, rest: BoxFuture<'static, ()>) {
    // A thread that cannot be started drops what it was given.
    let rest = Arc::new(Mutex::new(Some(rest)));
    let take = |rest: &Mutex<Option<BoxFuture<'static, ()>>>| {
        rest.lock().unwrap_or_else(PoisonError::into_inner).take()
    };
    let (there, here) = (rest.clone(), backend.clone());
    let run = move || {
        if let Some(mut rest) = take(&there) {
            here.wait(rest.as_mut());
        }
    };
    if thread::Builder::new().name("segue-commit".into()).spawn(run).is_err() {
        take(&rest).into_iter().for_each(|rest| backend.spawn(rest));
    }
}
