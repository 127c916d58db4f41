//! Refusing to block inside an async task.

use super::{Policy, in_async_task};
use crate::error::{Error, ErrorKind, Result};
use std::{cell::Cell, panic::Location};

thread_local! {
    static ALLOWED: Cell<u32> = const { Cell::new(0) };
}

/// As long as one lives, `.wait()` is allowed on this thread: `run_blocking` runs its function in place.
pub(crate) struct Allowed(());

impl Allowed {
    pub(crate) fn new() -> Self {
        ALLOWED.set(ALLOWED.get() + 1);
        Allowed(())
    }
}

impl Drop for Allowed {
    fn drop(&mut self) {
        ALLOWED.set(ALLOWED.get() - 1);
    }
}

/// Refuses to block at `place` if that is inside an async task and `policy` says so.
pub(crate) fn refuse_in_task(policy: Policy, place: &'static Location<'static>) -> Result<()> {
    if policy == Policy::Allow || ALLOWED.get() > 0 || !in_async_task() {
        return Ok(());
    }
    let message = "`.wait()` was called inside an async task; use `.await`, or run the function with \
                   `db.run_blocking`";
    policy.judge(Error::new(ErrorKind::BlockingInAsync, message).at(place))
}
