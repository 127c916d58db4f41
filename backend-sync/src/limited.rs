//! Calls of a driver that may block for longer than somebody waits.

use orm_api::{Error, ErrorKind, Result};
use std::{sync::mpsc, thread, time::Duration};

/// Makes a call on a thread of its own, which is left behind where it takes longer than `limit`; `None` then. Nobody may be left to
/// take what comes late; it is dropped there.
///
/// # Errors
/// [`ErrorKind::Connect`] where the system refuses a thread.
pub(crate) fn within<T: Send + 'static>(
    limit: Duration,
    name: &str,
    call: impl FnOnce() -> T + Send + 'static,
) -> Result<Option<T>> {
    let (sender, done) = mpsc::channel();
    let started = thread::Builder::new().name(name.into()).spawn(move || drop(sender.send(call())));
    started.map_err(|error| Error::new(ErrorKind::Connect, format!("no thread for `{name}`: {error}")))?;
    Ok(done.recv_timeout(limit).ok())
}
