//! A connection out of the pool, and what a database must bring for it.

use crate::{
    call::{Away, Call, Loan, Wanted, gone},
    pool::{Manager, Slot},
    runtime,
};
use async_trait::async_trait;
use deadpool::managed::Object;
use futures::future::BoxFuture;
use orm_api::{
    Error, ErrorKind, Result,
    backend::{BoxSink, Connection, Done, Flow, Health, RowSink, Served, Statement, Stop},
    value::Row,
};
use std::{
    future::poll_fn,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize},
    },
    time::{Duration, Instant},
};

/// A database, as an async driver talks to it. No function blocks the thread.
///
/// # Cancellation
/// None of its futures is dropped before its end, but with its connection: see [`Call`].
pub(crate) trait Driver: Send + Sync + 'static {
    /// A connection of the driver's own type. Dropping it closes it, away from the thread that drops it.
    type Connection: Send + 'static;

    /// The file whose users share one writer, where that is so.
    fn one_writer(&self) -> Option<&Path> {
        None
    }

    /// Whether connections are still of use to whoever asks; those that are not are closed, and others opened.
    fn is_useful(_: &Self::Connection) -> bool {
        true
    }

    /// Whether whoever asks would wait for itself.
    fn is_blocked(_: &Self::Connection) -> bool {
        false
    }

    /// What stops a statement that runs on the connection, where there is something.
    fn stopper(_: &Self::Connection) -> Option<Arc<dyn Stop>> {
        None
    }

    /// Opens a connection in the state that every session begins in.
    fn connect(&self) -> impl Future<Output = Result<Self::Connection>> + Send;

    /// Checks, once, that Segue can work with the database, and says what it is.
    fn check(&self, connection: &mut Self::Connection) -> impl Future<Output = Result<Served>> + Send;

    /// Sends a statement, and its rows to `sink`.
    fn fetch(
        connection: &mut Self::Connection,
        statement: Statement,
        sink: &mut dyn RowSink,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Sends a statement.
    fn execute(
        connection: &mut Self::Connection,
        statement: Statement,
    ) -> impl Future<Output = Result<Done>> + Send;

    /// Sends several statements.
    fn batch(connection: &mut Self::Connection, sql: &str) -> impl Future<Output = Result<()>> + Send;

    /// Closes a connection, and waits until nothing of it is left.
    fn close(connection: Self::Connection) -> impl Future<Output = ()> + Send;
}

/// A connection on loan from the pool; it goes back when dropped.
pub(crate) struct Pooled<D: Driver> {
    /// None while it is in a call, and while it is dropped.
    object: Option<Object<Manager<D>>>,
    /// Where it comes back from a call whose caller has gone.
    away: Option<Away<D>>,
    /// Whether the caller of the last call has gone.
    left: Arc<AtomicBool>,
    stop: Option<Arc<dyn Stop>>,
    abandoned: Option<Arc<AtomicUsize>>,
    max_lifetime: Duration,
    doomed: bool,
}

impl<D: Driver> Pooled<D> {
    /// What the pool handed out; closed instead of returned once it is older than `max_lifetime`.
    pub(crate) fn new(object: Object<Manager<D>>, max_lifetime: Duration) -> Self {
        let stop = object.stop.clone();
        let abandoned = Object::pool(&object).map(|pool| pool.manager().abandoned());
        let left = object.left.clone();
        Pooled { object: Some(object), away: None, left, stop, abandoned, max_lifetime, doomed: false }
    }

    /// The driver's connection, of which nothing has been asked yet.
    pub(crate) fn opened(&mut self) -> Result<&mut D::Connection> {
        Ok(&mut self.slot()?.connection)
    }

    fn slot(&mut self) -> Result<&mut Slot<D::Connection>> {
        self.object.as_deref_mut().ok_or_else(gone)
    }

    /// Asks it for an answer, and waits for no longer than half of what connecting may take.
    ///
    /// # Cancellation
    /// The connection is closed.
    pub(crate) async fn ask(&mut self) -> Result<()> {
        // Unless it answers.
        self.doomed = true;
        let health = self.slot()?.health.clone();
        let answered = health.in_time(D::execute(self.opened()?, Health::question())).await;
        self.doomed = false;
        self.ended(answered).inspect_err(|_| self.doomed = true)
    }

    /// Makes one call of the driver.
    ///
    /// # Cancellation
    /// The call goes on to its end without its caller, and the next one waits for that.
    async fn call<T: Send + 'static>(
        &mut self,
        call: impl FnOnce(Loan<D>) -> BoxFuture<'static, (Loan<D>, Result<T>)>,
    ) -> Result<T> {
        self.come_back().await?;
        if D::is_blocked(self.opened()?) {
            return Err(waits_for_itself());
        }
        let loan = Loan(self.object.take());
        let (mut loan, result) = Call::new(call(loan), &mut self.away, &self.left).await;
        self.object = loan.0.take();
        self.ended(result)
    }

    /// Waits for the end of a call whose caller has gone. A connection that was lost in it is of no use for the next one: it might
    /// even give an answer, another's. What else has failed in it is no matter of the next one's: the session asks the database
    /// how the transaction is, as it does in every phase.
    ///
    /// # Errors
    /// That loss.
    async fn come_back(&mut self) -> Result<()> {
        let Some(away) = &mut self.away else { return Ok(()) };
        if runtime::blocks_a_task() {
            return Err(waits_for_itself());
        }
        let (object, late) = away.await.map_or((None, None), |(object, late)| (Some(object), late));
        (self.away, self.object) = (None, object);
        match self.ended(late.map_or(Ok(()), Err)) {
            Err(error) if error.kind() == ErrorKind::ConnectionLost => Err(error),
            _ => Ok(()),
        }
    }

    /// Learns from how a call has ended. One that is lost never goes back.
    fn ended<T>(&mut self, result: Result<T>) -> Result<T> {
        if let Ok(slot) = self.slot() {
            if slot.health.learn(&result) {
                self.doomed = true;
            } else if slot.health.is_on() {
                slot.last_used = Instant::now();
            }
        }
        result
    }
}

#[async_trait]
impl<D: Driver> Connection for Pooled<D> {
    async fn fetch(&mut self, statement: Statement, sink: BoxSink) -> Result<BoxSink> {
        let mut wanted = Wanted { sink, left: self.left.clone() };
        let fetch = |mut loan: Loan<D>| -> BoxFuture<'static, _> {
            Box::pin(async move {
                let fetched = match loan.opened() {
                    Ok(connection) => D::fetch(connection, statement, &mut wanted).await,
                    Err(error) => Err(error),
                };
                (loan, fetched.map(|()| wanted.sink))
            })
        };
        self.call(fetch).await
    }

    async fn execute(&mut self, statement: Statement) -> Result<Done> {
        let execute = |mut loan: Loan<D>| -> BoxFuture<'static, _> {
            Box::pin(async move {
                let executed = match loan.opened() {
                    Ok(connection) => D::execute(connection, statement).await,
                    Err(error) => Err(error),
                };
                (loan, executed)
            })
        };
        self.call(execute).await
    }

    async fn batch(&mut self, sql: &str) -> Result<()> {
        let sql = sql.to_owned();
        let batch = |mut loan: Loan<D>| -> BoxFuture<'static, _> {
            Box::pin(async move {
                let carried_out = match loan.opened() {
                    Ok(connection) => D::batch(connection, &sql).await,
                    Err(error) => Err(error),
                };
                (loan, carried_out)
            })
        };
        self.call(batch).await
    }

    fn doom(&mut self) {
        self.doomed = true;
    }

    fn stopper(&self) -> Option<Arc<dyn Stop>> {
        self.stop.clone()
    }

    fn abandoned(&self) -> Option<Arc<AtomicUsize>> {
        self.abandoned.clone()
    }
}

impl<D: Driver> Drop for Pooled<D> {
    fn drop(&mut self) {
        let Some(mut object) = self.object.take() else { return };
        let now = Instant::now();
        object.idle_since = now;
        let created = Object::metrics(&object).created;
        if self.doomed || now.saturating_duration_since(created) >= self.max_lifetime {
            drop(Object::take(object));
        }
    }
}

/// Shows a row to `sink`, and waits until there is room for the next. Says whether one is wanted.
pub(crate) async fn deliver(sink: &mut dyn RowSink, row: impl Row) -> Result<bool> {
    match show(sink, row)? {
        Flow::More => {}
        Flow::Full => poll_fn(|cx| sink.poll_room(cx)).await,
        Flow::Stop => return Ok(false),
    }
    Ok(true)
}

/// The row is gone before anything is waited for.
fn show(sink: &mut dyn RowSink, row: impl Row) -> Result<Flow> {
    sink.row(&row)
}

#[cold]
fn waits_for_itself() -> Error {
    let message = "`.wait()` inside an async task, on a transaction that was begun in the same runtime: its connection is woken by \
                   that runtime, and the wait would never end; use `.await`, or begin the transaction by `.wait()` too";
    Error::new(ErrorKind::BlockingInAsync, message)
}

/// An error of sqlx's that no server has said: the network's, or its own.
#[cfg(any(feature = "postgres", feature = "mysql"))]
#[cold]
pub(crate) fn not_of_the_database(database: &str, error: sqlx::Error) -> Error {
    let kind = match &error {
        // Before a connection is open, `connecting` makes another of it. What comes after a cut is no answer.
        sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed | sqlx::Error::Protocol(_) => {
            return orm_api::error::lost(database, error);
        }
        sqlx::Error::Tls(_) => ErrorKind::Connect,
        _ => ErrorKind::Internal,
    };
    Error::new(kind, format!("{database}: {error}")).with_source(error)
}
