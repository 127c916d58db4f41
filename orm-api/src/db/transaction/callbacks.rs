//! What runs after a commit.

use crate::{backend::Backend, op::Spawn};
use futures::{FutureExt, future::BoxFuture};
use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// A callback; a blocking one is done when it is called.
pub(super) type Callback = Box<dyn FnOnce() -> Option<BoxFuture<'static, ()>> + Send>;

/// Runs all callbacks in their order, also after one that panics.
///
/// # Panics
/// With the payload of the first panic, after the last callback.
pub(super) async fn run(callbacks: Vec<Callback>) {
    let mut panicked = None;
    for callback in callbacks {
        let one = async move {
            if let Some(rest) = callback() {
                rest.await;
            }
        };
        if let Err(panic) = AssertUnwindSafe(one).catch_unwind().await {
            panicked.get_or_insert(panic);
        }
    }
    if let Some(panic) = panicked {
        resume_unwind(panic);
    }
}

/// Where a commit goes whose caller has gone: to a thread of its own. Callbacks are the application's and may block, for
/// instance until the backend's clean-up is done, which must not wait behind them.
pub(super) fn on_a_thread(backend: Arc<dyn Backend>) -> Spawn {
    Box::new(move |rest| {
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
    })
}
