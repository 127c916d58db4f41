//! Blocking functions, called from async code as they are.

use super::{Database, Target, scope};
use crate::{
    error::{Error, ErrorKind, Result},
    op::{Allowed, Op},
};
use futures::channel::oneshot;
use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    thread,
};

impl Database {
    /// Runs a blocking function from async code: in place in `Phase::Sync`, where everything blocks anyway, on a thread of
    /// Segue's own otherwise; never on a connection's worker. Inside it, `.wait()` is allowed.
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
            if database.backend()?.blocks_in_place() {
                let _allowed = Allowed::new();
                return function(&database);
            }
            on_thread("segue-blocking", move || function(&database)).await?
        })
    }
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
