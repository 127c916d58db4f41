//! Segue's own runtime.
//!
//! A server's connection lives on the runtime of whoever opened it ([`home`](crate::home)), and clean-up, what nobody waits
//! for, and what is opened outside of any runtime on this one, which no caller can shut down. It has one worker,
//! `segue-native`, starts with the first native backend, and stays until the process ends. SQLite's connections need none:
//! they have threads of their own.

use orm_api::{
    backend::janitor,
    op::{in_async_task, park_on},
};
use std::{cell::Cell, pin::Pin, sync::LazyLock};
use tokio::runtime::{Builder, Handle, Id, Runtime};

/// None where the system refuses a thread. Clean-up then goes to the janitor, which tries again.
static RUNTIME: LazyLock<Option<Runtime>> = LazyLock::new(|| {
    let built =
        Builder::new_multi_thread().worker_threads(1).thread_name("segue-native").enable_all().build();
    built.inspect_err(|error| tracing::error!(%error, "no runtime for native connections")).ok()
});

/// Segue's own runtime, where the system has a thread for it.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) fn handle() -> Option<Handle> {
    RUNTIME.as_ref().map(|runtime| runtime.handle().clone())
}

/// Drives `future` to its end away from any caller.
pub(crate) fn spawn(future: Pin<Box<dyn Future<Output = ()> + Send>>) {
    match &*RUNTIME {
        Some(runtime) => drop(runtime.spawn(future)),
        None => janitor::spawn(future),
    }
}

thread_local! {
    /// The runtime one of whose tasks this thread blocks. It may be the thread that looks at that runtime's sockets.
    static BLOCKED: Cell<Option<Id>> = const { Cell::new(None) };
}

/// Whether this thread blocks a task of that runtime, which then may wake nobody for as long.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) fn is_blocked(runtime: Id) -> bool {
    BLOCKED.get() == Some(runtime)
}

/// Whether this thread blocks a task of any runtime.
pub(crate) fn blocks_a_task() -> bool {
    BLOCKED.get().is_some()
}

/// Blocks the thread until `future` is ready; inside this runtime, so that what it opens is woken by this one.
pub(crate) fn wait(future: Pin<&mut (dyn Future<Output = ()> + Send)>) {
    let blocked = Handle::try_current().ok().filter(|_| in_async_task()).map(|handle| handle.id());
    let _entered = RUNTIME.as_ref().map(Runtime::enter);
    let _blocking = Blocking(BLOCKED.replace(blocked.or(BLOCKED.get())));
    park_on(future);
}

/// Sets the mark back, also where the future panics.
struct Blocking(Option<Id>);

impl Drop for Blocking {
    fn drop(&mut self) {
        BLOCKED.set(self.0);
    }
}
