//! What is sent to workers, and what comes back.

use futures::channel::oneshot;
use orm_api::{
    Error, ErrorKind, Outcome, Result,
    backend::{BoxSink, BoxWork, Demand, Done, Statement, Turn},
};
use std::{any::Any, panic::resume_unwind, task::Context, time::Instant};
use tracing::Span;

/// One whole operation on its way to a worker.
pub(crate) struct Job {
    pub(crate) work: BoxWork,
    pub(crate) reply: Reply<Ran>,
    /// What it wants a connection for.
    pub(crate) demand: Demand,
    /// When it was sent.
    pub(crate) since: Instant,
}

/// An operation that has run.
pub(crate) struct Ran {
    pub(crate) work: BoxWork,
    /// Whether the session was clean after it.
    pub(crate) clean: bool,
}

/// A message to one worker. `first` says that the call is its borrower's first: only then may the worker open a
/// connection, or change an old one for a new one.
pub(crate) enum Call {
    /// There may be something in the shared queues.
    Look,
    /// A connection is wanted soon.
    Prepare(Reply<()>),
    /// An operation of a lease, at the boundary `operation`.
    Run { work: BoxWork, reply: Reply<Ran>, first: bool },
    /// A call of the driver, at the boundary `driver`.
    Drive { drive: Drive, first: bool },
    /// The borrower is done. The turn ends after the connection is known to be clean, or closed.
    Release { turn: Option<Turn>, doomed: bool },
}

/// One call of the driver.
pub(crate) enum Drive {
    Fetch(Statement, BoxSink, Reply<BoxSink>),
    Execute(Statement, Reply<Done>),
    Batch(String, Reply<()>),
}

/// What comes back from a worker.
pub(crate) type Answer<T> = Result<T, Failure>;

/// Why nothing came back.
pub(crate) enum Failure {
    Error(Error),
    /// The payload of a panic on the worker.
    Panic(Box<dyn Any + Send>),
}

/// Where the answer to one call goes. Each call has its own, so that the answer to a call that its caller has
/// dropped can never be taken for that to the next.
pub(crate) struct Reply<T> {
    sender: oneshot::Sender<Answer<T>>,
    span: Span,
}

/// Where the answer to one call comes from.
pub(crate) struct Awaited<T>(oneshot::Receiver<Answer<T>>);

/// A reply, and where it arrives. Takes the caller's tracing span along.
pub(crate) fn reply<T>() -> (Reply<T>, Awaited<T>) {
    let (sender, receiver) = oneshot::channel();
    (Reply { sender, span: Span::current() }, Awaited(receiver))
}

impl<T> Reply<T> {
    /// Whether nobody waits for it any more.
    pub(crate) fn is_unwanted(&self) -> bool {
        self.sender.is_canceled()
    }

    /// Whether somebody waits for it; `cx` is woken when nobody does any more.
    pub(crate) fn is_wanted(&mut self, cx: &mut Context<'_>) -> bool {
        self.sender.poll_canceled(cx).is_pending()
    }

    /// The caller's tracing span.
    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// Sends it. What nobody waits for is dropped here, on the worker.
    pub(crate) fn send(self, answer: Answer<T>) {
        drop(self.sender.send(answer));
    }

    /// Sends an error.
    pub(crate) fn fail(self, error: Error) {
        self.send(Err(Failure::Error(error)));
    }
}

impl<T> Awaited<T> {
    /// Waits for the answer.
    ///
    /// # Panics
    /// With the payload of the panic that came instead of one.
    pub(crate) async fn answer(self) -> Result<T> {
        match self.0.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Failure::Error(error))) => Err(error),
            Ok(Err(Failure::Panic(payload))) => resume_unwind(payload),
            Err(oneshot::Canceled) => Err(worker_gone()),
        }
    }
}

/// The worker ended without an answer: nobody can tell how far it came.
#[cold]
pub(crate) fn worker_gone() -> Error {
    let message = "the worker that held the connection has ended; begin the transaction or operation again";
    Error::new(ErrorKind::ConnectionLost, message).with_outcome(Outcome::Unknown)
}
