//! A whole operation, type-erased: run in place, or shipped to a worker and back.

use super::{Observer, Session};
use crate::error::{Error, ErrorKind, Result};
use futures::future::BoxFuture;
use std::any::Any;

/// An operation over one connection. `Any` lets the caller get its type, and with it the result, back.
pub trait Work: Any + Send {
    /// Runs it. The result stays inside.
    fn run<'a>(&'a mut self, session: &'a mut Session) -> BoxFuture<'a, ()>;
}

/// Work on its way.
pub type BoxWork = Box<dyn Work>;

/// What an operation does with its session, once. Closures do it in a box of their own; what is asked most is a type,
/// whose future lies in the box of its work.
pub trait Perform<T>: Send + 'static {
    /// Does it.
    ///
    /// # Errors
    /// The operation's own.
    fn perform(self, session: &mut Session) -> impl Future<Output = Result<T>> + Send;
}

impl<T, F> Perform<T> for F
where
    F: for<'s> FnOnce(&'s mut Session) -> BoxFuture<'s, Result<T>> + Send + 'static,
{
    fn perform(self, session: &mut Session) -> impl Future<Output = Result<T>> + Send {
        self(session)
    }
}

/// The typed inside of a [`BoxWork`]: what is to be done before it has run, a result after.
pub struct Task<T, P> {
    run: Option<P>,
    observer: Option<Observer>,
    result: Option<Result<T>>,
}

impl<T, F> Task<T, F>
where
    T: Send + 'static,
    F: for<'s> FnOnce(&'s mut Session) -> BoxFuture<'s, Result<T>> + Send + 'static,
{
    /// Work that runs `run` once. `observer` learns of every statement that it sends.
    pub fn new(observer: Observer, run: F) -> Box<Self> {
        Task::of(observer, run)
    }
}

impl<T: Send + 'static, P: Perform<T>> Task<T, P> {
    /// Work that does what `run` says. `observer` learns of every statement that it sends.
    pub fn of(observer: Observer, run: P) -> Box<Self> {
        Box::new(Task { run: Some(run), observer: Some(observer), result: None })
    }

    /// The result of work that was made by [`Task::new`] or [`Task::of`] with this type and has come back.
    ///
    /// # Errors
    /// The operation's own; [`ErrorKind::Internal`] where another work came back, or it never ran.
    pub fn result(work: BoxWork) -> Result<T> {
        let work: Box<dyn Any> = work;
        let lost = || Error::new(ErrorKind::Internal, "the backend gave back another operation than it got");
        let task = work.downcast::<Self>().map_err(|_| lost())?;
        let never =
            || Error::new(ErrorKind::Internal, "the backend gave the operation back without running it");
        task.result.unwrap_or_else(|| Err(never()))
    }
}

impl<T: Send + 'static, P: Perform<T>> Work for Task<T, P> {
    fn run<'a>(&'a mut self, session: &'a mut Session) -> BoxFuture<'a, ()> {
        if let Some(observer) = self.observer.take() {
            session.observe(observer);
        }
        Box::pin(async move {
            if let Some(run) = self.run.take() {
                if let Err(error) = session.undo_unit().await {
                    // A rollback goes on all the same; anything else is refused.
                    session.fail_by(error);
                }
                self.result = Some(run.perform(session).await);
            }
        })
    }
}
