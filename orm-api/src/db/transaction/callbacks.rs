//! What runs after a commit.

use futures::{FutureExt, future::BoxFuture};
use std::panic::{AssertUnwindSafe, resume_unwind};

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
