//! A connection out of the pool, and what a database must bring for it.

use crate::pool::Manager;
use async_trait::async_trait;
use deadpool::managed::Object;
use orm_api::{
    Error, ErrorKind, Result,
    backend::{BoxSink, Connection, Done, Flow, RowSink, Served, Statement, Stop},
    value::Row,
};
use std::{
    future::poll_fn,
    path::Path,
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};

/// A database, as an async driver talks to it. No function blocks the thread.
///
/// # Cancellation
/// A dropped future leaves a connection whose next statement waits for the end of the one that was sent.
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
    /// None only while it is dropped.
    object: Option<Object<Manager<D>>>,
    max_lifetime: Duration,
    doomed: bool,
}

impl<D: Driver> Pooled<D> {
    /// What the pool handed out; closed instead of returned once it is older than `max_lifetime`.
    pub(crate) fn new(object: Object<Manager<D>>, max_lifetime: Duration) -> Self {
        Pooled { object: Some(object), max_lifetime, doomed: false }
    }

    /// The driver's connection.
    pub(crate) fn opened(&mut self) -> Result<&mut D::Connection> {
        let gone = || Error::new(ErrorKind::ConnectionLost, "the connection was given back");
        let connection = self.object.as_deref_mut().ok_or_else(gone)?;
        if D::is_blocked(connection) { Err(waits_for_itself()) } else { Ok(connection) }
    }
}

#[async_trait]
impl<D: Driver> Connection for Pooled<D> {
    async fn fetch(&mut self, statement: Statement, mut sink: BoxSink) -> Result<BoxSink> {
        D::fetch(self.opened()?, statement, &mut *sink).await?;
        Ok(sink)
    }

    async fn execute(&mut self, statement: Statement) -> Result<Done> {
        D::execute(self.opened()?, statement).await
    }

    async fn batch(&mut self, sql: &str) -> Result<()> {
        D::batch(self.opened()?, sql).await
    }

    fn doom(&mut self) {
        self.doomed = true;
    }

    fn stopper(&self) -> Option<Arc<dyn Stop>> {
        D::stopper(self.object.as_deref()?)
    }

    fn abandoned(&self) -> Option<Arc<AtomicUsize>> {
        let pool = Object::pool(self.object.as_ref()?)?;
        Some(pool.manager().abandoned())
    }
}

impl<D: Driver> Drop for Pooled<D> {
    fn drop(&mut self) {
        let Some(object) = self.object.take() else { return };
        if self.doomed || Object::metrics(&object).age() >= self.max_lifetime {
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
