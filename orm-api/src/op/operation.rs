//! `Op`: a future that does nothing until it is awaited or waited for.

use super::refuse_in_task;
use crate::{
    db::Target,
    error::{Error, ErrorKind, Result},
};
use futures::future::BoxFuture;
use std::{
    future::Future,
    panic::Location,
    pin::{Pin, pin},
    task::{Context, Poll},
};

/// A database operation that has not begun. `.await` it in async code, `.wait()` for it in blocking code; both
/// work in every phase. It looks up its backend at the first poll, owns everything that it needs, and can be
/// spawned, joined and selected over like any future.
///
/// # Cancellation
/// Dropping it before the first poll sends nothing. Dropping it later gives the connection back clean, or closes it;
/// whether the statement happened is then unknown to the caller, unless it belongs to a transaction that is
/// rolled back.
#[must_use = "an operation does nothing until it is `.await`ed or `.wait()`ed"]
pub struct Op<T> {
    future: BoxFuture<'static, Result<T>>,
    waiter: Option<Target>,
    place: &'static Location<'static>,
}

impl<T: Send + 'static> Op<T> {
    /// An operation that runs `future`. `waiter` says how a blocking caller waits for it.
    #[track_caller]
    pub fn new(waiter: Option<Target>, future: impl Future<Output = Result<T>> + Send + 'static) -> Self {
        Op { future: Box::pin(future), waiter, place: Location::caller() }
    }

    /// The same, called at `place`: for what Segue itself calls for an application.
    pub(crate) fn placed(self, place: &'static Location<'static>) -> Self {
        Op { place, ..self }
    }

    /// An operation that fails, for mistakes that are known before anything is sent.
    #[track_caller]
    pub fn failed(error: Error) -> Self {
        let error = error.at(Location::caller());
        Op::new(None, std::future::ready(Err(error)))
    }

    /// Where it was made.
    pub fn place(&self) -> &'static Location<'static> {
        self.place
    }

    /// Runs the operation and blocks the thread until it is done.
    ///
    /// # Errors
    /// The operation's; [`ErrorKind::BlockingInAsync`] inside an async task, unless the policy allows it.
    ///
    /// # Blocking
    /// Works on a thread without a runtime, in `spawn_blocking`, and in what `run_blocking` runs.
    #[track_caller]
    pub fn wait(self) -> Result<T> {
        let policy = self.waiter.as_ref().map(Target::policy).unwrap_or_default();
        refuse_in_task(policy, Location::caller())?;
        let Op { mut future, waiter, place } = self;
        let mut result = None;
        {
            let slot = &mut result;
            let run = pin!(async move {
                *slot = Some(future.as_mut().await.map_err(|error| error.at(place)));
            });
            match &waiter {
                Some(target) => target.wait(run),
                None => super::park_on(run),
            }
        }
        let unfinished = || Error::new(ErrorKind::Internal, "the backend stopped waiting before the end");
        result.unwrap_or_else(|| Err(unfinished()))
    }
}

impl<T> Future for Op<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T>> {
        let place = self.place;
        self.future.as_mut().poll(cx).map_err(|error| error.at(place))
    }
}
