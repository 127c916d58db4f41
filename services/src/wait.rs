//! Waiting for what another process does.

use std::{
    thread,
    time::{Duration, Instant},
};

/// How often is looked. No system call waits for a process that is not a child, or for a server's readiness.
const PAUSE: Duration = Duration::from_millis(10);

/// Looks until there is an answer; `None` where there is none within `limit`.
pub(crate) fn until<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(answer) = look() {
            return Some(answer);
        }
        if Instant::now() > deadline {
            return None;
        }
        thread::park_timeout(PAUSE);
    }
}
