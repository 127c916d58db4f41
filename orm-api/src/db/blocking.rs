//! Blocking functions, called from async code as they are.

use super::{Database, Target, scope};
use crate::{
    backend::Backend,
    error::{Error, ErrorKind, Result},
    op::{Allowed, Op},
};
use futures::channel::oneshot;
use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    thread,
};
use tokio::runtime::{Handle, RuntimeFlavor};

impl Database {
    /// Runs a blocking function from async code: in place in `Phase::Sync`, where everything blocks anyway, on a thread of
    /// Segue's own otherwise; never on a connection's worker. Inside it, `.wait()` is allowed. On a current-thread
    /// runtime it gets a thread in every phase: another task may hold what it waits for.
    ///
    /// # Errors
    /// The function's; [`ErrorKind::Overloaded`] where the system refuses a thread.
    ///
    /// # Cancellation
    /// Dropping the operation does not stop a function that has begun; its result is discarded.
    ///
    /// # Panics
    /// With the payload of a panic of the function.
    #[track_caller]
    pub fn run_blocking<F, T>(&self, function: F) -> Op<T>
    where
        F: FnOnce(&Database) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let database = self.clone();
        Op::new(Some(Target::database(self)), async move {
            let backend = database.backend()?;
            run(&*backend, move || function(&database)).await
        })
    }
}

/// Runs a blocking function in place, or on a thread of its own.
pub(super) async fn run<T: Send + 'static>(
    backend: &dyn Backend,
    function: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    if backend.blocks_in_place() && !on_the_only_thread() {
        let _allowed = Allowed::new();
        return function();
    }
    on_thread("segue-blocking", function).await?
}

/// Whether all tasks of the runtime share this thread.
fn on_the_only_thread() -> bool {
    Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() == RuntimeFlavor::CurrentThread)
}

/// Runs `function` on a thread of its own, marked as inside of the same transactions as the caller.
///
/// # Errors
/// [`ErrorKind::Overloaded`] where the system refuses a thread.
///
/// # Panics
/// With the payload of a panic of the function.
pub async fn on_thread<T: Send + 'static>(
    name: &str,
    function: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let (reply, result) = oneshot::channel();
    let frames = scope::all();
    let span = tracing::Span::current();
    let run = move || {
        let _inside = scope::enter_all(&frames);
        let result = span.in_scope(|| catch_unwind(AssertUnwindSafe(function)));
        // The caller may have gone: then nobody wants the result.
        let _ = reply.send(result);
    };
    thread::Builder::new().name(name.into()).spawn(run).map_err(|error| {
        Error::new(ErrorKind::Overloaded, "the system refuses another thread").with_source(error)
    })?;
    match result.await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_) => Err(Error::new(ErrorKind::Internal, "the thread ended without an answer")),
    }
}
