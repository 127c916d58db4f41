//! Refusing to block inside an async task.

use super::in_async_task;
use crate::error::{Error, ErrorKind, Result};
use std::{cell::Cell, panic::Location, str::FromStr};

/// What happens to a `.wait()` inside an async task, which would block every task of its thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BlockingPolicy {
    /// It is refused with [`ErrorKind::BlockingInAsync`].
    #[default]
    Deny,
    /// It is logged, and blocks.
    Warn,
    /// It blocks.
    Allow,
}

impl FromStr for BlockingPolicy {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "deny" => Ok(BlockingPolicy::Deny),
            "warn" => Ok(BlockingPolicy::Warn),
            "allow" => Ok(BlockingPolicy::Allow),
            _ => {
                let message = format!("`{name}` is no policy; use `deny`, `warn` or `allow`");
                Err(Error::new(ErrorKind::Configuration, message))
            }
        }
    }
}

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
pub(crate) fn refuse_in_task(policy: BlockingPolicy, place: &'static Location<'static>) -> Result<()> {
    if policy == BlockingPolicy::Allow || ALLOWED.get() > 0 || !in_async_task() {
        return Ok(());
    }
    let message = "`.wait()` was called inside an async task; use `.await`, or run the function with \
                   `db.run_blocking`";
    let error = Error::new(ErrorKind::BlockingInAsync, message).at(place);
    if policy == BlockingPolicy::Warn {
        tracing::warn!("{error}");
        return Ok(());
    }
    Err(error)
}
