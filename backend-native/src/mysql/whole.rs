//! Statements that are read to their end, also those that nobody waits for any more.
//!
//! A connection of sqlx's to MySQL (0.9.0) loses its place in what the server sends where a future is dropped between the
//! header of a packet and its content, or while a statement is prepared, and would take what is left for the answer to
//! the next statement.

use crate::runtime;
use futures::{
    FutureExt, SinkExt, Stream, StreamExt,
    channel::{mpsc, oneshot},
    future::{self, BoxFuture, select},
};
use orm_api::{Error, ErrorKind, Result};
use sqlx::{
    Connection, Either, Execute, Executor, MySql, MySqlConnection,
    mysql::{MySqlQueryResult, MySqlRow},
};
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// One step of sqlx's: how a statement ended, or a row.
type Step = sqlx::Result<Either<MySqlQueryResult, MySqlRow>>;

/// A connection, one of whose statements ends before the next one is sent.
pub(super) struct Whole(State);

enum State {
    /// Nothing is on its way.
    Here(Box<MySqlConnection>),
    /// With a statement that was dropped, until that has ended.
    Away(oneshot::Receiver<Box<MySqlConnection>>),
    /// With a statement that runs, or lost with one.
    Gone,
}

impl Whole {
    /// A connection that nothing is on its way on.
    pub(super) fn new(connection: MySqlConnection) -> Self {
        Whole(State::Here(Box::new(connection)))
    }

    /// Sends `query` once the statement before has ended. What is dropped before its first step sends nothing; dropped later,
    /// it goes on to its end elsewhere.
    ///
    /// # Errors
    /// [`ErrorKind::ConnectionLost`] where the connection was lost with the statement before.
    pub(super) async fn send(&mut self, query: impl Execute<'static, MySql> + 'static) -> Result<Steps<'_>> {
        let mut connection = self.take().await?;
        let (mut sender, steps) = mpsc::channel(0);
        let run = async move {
            let mut sent = connection.fetch_many(query);
            while let Some(step) = sent.next().await {
                if step.is_err() {
                    // It has ended: what follows needs nobody's turn.
                    drop(sender.try_send(step));
                    break;
                }
                // It is read also where nobody wants it any more.
                drop(sender.send(step).await);
            }
            drop(sent);
            connection
        };
        Ok(Steps { whole: self, run: Some(Box::pin(run)), steps })
    }

    /// Closes it; one whose statement has not ended is closed with that.
    pub(super) async fn close(self) -> sqlx::Result<()> {
        match self.0 {
            State::Here(connection) => (*connection).close().await,
            State::Away(_) | State::Gone => Ok(()),
        }
    }

    /// Waits for the end of the statement before.
    async fn take(&mut self) -> Result<Box<MySqlConnection>> {
        if let State::Away(away) = &mut self.0 {
            self.0 = away.await.map_or(State::Gone, State::Here);
        }
        match std::mem::replace(&mut self.0, State::Gone) {
            State::Here(connection) => Ok(connection),
            State::Away(_) | State::Gone => Err(Error::new(
                ErrorKind::ConnectionLost,
                "the connection was lost with an earlier statement",
            )),
        }
    }
}

/// What the server answers to a statement.
pub(super) struct Steps<'c> {
    whole: &'c mut Whole,
    /// Owns the connection; none once it has given it back.
    run: Option<BoxFuture<'static, Box<MySqlConnection>>>,
    steps: mpsc::Receiver<Step>,
}

impl Stream for Steps<'_> {
    type Item = Step;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Step>> {
        let steps = &mut *self;
        if let Poll::Ready(Some(step)) = steps.steps.poll_next_unpin(cx) {
            return Poll::Ready(Some(step));
        }
        if let Some(run) = &mut steps.run
            && let Poll::Ready(connection) = run.poll_unpin(cx)
        {
            (steps.run, steps.whole.0) = (None, State::Here(connection));
        }
        steps.steps.poll_next_unpin(cx)
    }
}

impl Drop for Steps<'_> {
    /// Neither blocks nor does I/O.
    fn drop(&mut self) {
        let Some(run) = self.run.take() else { return };
        self.steps.close();
        let (back, away) = oneshot::channel();
        self.whole.0 = State::Away(away);
        runtime::spawn(Box::pin(end(run, back)));
    }
}

/// Reads a statement to its end, unless its connection has been closed meanwhile.
async fn end(run: BoxFuture<'static, Box<MySqlConnection>>, mut back: oneshot::Sender<Box<MySqlConnection>>) {
    let ended = match select(run, back.cancellation()).await {
        future::Either::Left((connection, _)) => Some(connection),
        future::Either::Right(_) => None,
    };
    if let Some(connection) = ended {
        // Where it was closed just now, it is dropped.
        drop(back.send(connection));
    }
}
