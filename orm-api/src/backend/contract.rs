//! The two traits that a backend implements.

use super::{BoxWork, Capabilities, Connection, Demand, Mode};
use crate::{
    compile::Dialect,
    error::{Error, ErrorKind, Result},
};
use async_trait::async_trait;
use futures::future::BoxFuture;
use std::{pin::Pin, time::Instant};

/// Runs work on connections: the one thing in which phases differ.
///
/// A backend waits for connections and for SQLite's writer in an async queue ([`Waiting`](super::Waiting)),
/// first come first served, before its pool is asked. It never loses a connection, and never lends one that
/// a former borrower left inside a transaction or a statement: [`Session`](super::Session) and
/// [`InPlace`](super::InPlace) hold that logic for every backend.
///
/// # Cancellation
/// Dropping a future of [`run`](Backend::run) frees nothing that is still in use, sends nothing further, never
/// blocks and never does I/O: what must be cleaned up is handed to [`spawn`](Backend::spawn).
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// The mode that it runs in.
    fn mode(&self) -> Mode;

    /// The SQL of its database.
    fn dialect(&self) -> &'static dyn Dialect;

    /// What it can do.
    fn capabilities(&self) -> &Capabilities;

    /// Whether work runs on the thread that polls it and blocks it. Streams are then fetched on a helper
    /// thread, since a blocking fetch cannot rest between polls.
    fn blocks_in_place(&self) -> bool;

    /// Runs one operation outside of any transaction, on whatever connection is free.
    ///
    /// # Errors
    /// [`AcquireTimeout`](crate::ErrorKind::AcquireTimeout), [`Overloaded`](crate::ErrorKind::Overloaded),
    /// [`Connect`](crate::ErrorKind::Connect), [`Closed`](crate::ErrorKind::Closed): nothing was sent then.
    /// The operation's own error is inside the work.
    ///
    /// # Panics
    /// With the payload of a panic inside the work.
    async fn run(&self, demand: Demand, work: BoxWork) -> Result<BoxWork>;

    /// Lends one connection for several operations: a transaction, or a stream.
    ///
    /// # Errors
    /// As [`run`](Backend::run).
    async fn lease(&self, demand: Demand) -> Result<Box<dyn Lease>>;

    /// Opens, or takes from the pool, one connection for a thread that keeps it: the seam that a bridge stands on.
    /// No turn is waited for; whoever takes it sees to turns, and to asking for no more than the pool holds.
    ///
    /// # Blocking
    /// For as long as connecting takes.
    ///
    /// # Errors
    /// [`Connect`](crate::ErrorKind::Connect); [`Unsupported`](crate::ErrorKind::Unsupported) unless the backend
    /// [blocks in place](Backend::blocks_in_place).
    fn blocking_connection(&self) -> Result<Box<dyn Connection>> {
        let message = format!(
            "a backend of the mode `{}` hands no connection to a thread; run a blocking backend on threads",
            self.mode()
        );
        Err(Error::new(ErrorKind::Unsupported, message))
    }

    /// Whether what runs on the connections that it hands to threads can be stopped
    /// ([`Connection::stopper`](super::Connection::stopper)).
    fn hands_out_stoppers(&self) -> bool {
        false
    }

    /// Blocks the thread until `future` is ready.
    fn wait(&self, future: Pin<&mut (dyn Future<Output = ()> + Send)>);

    /// Drives `future` to its end away from any caller: clean-up, and a `COMMIT` whose caller has gone.
    fn spawn(&self, future: BoxFuture<'static, ()>);

    /// What the pool holds at the moment.
    fn pool(&self) -> PoolStatus;

    /// Lends nothing further, waits until what is lent has come back, at most until `deadline`, and closes what
    /// came back. What is still lent then is closed when it does.
    async fn close(&self, deadline: Instant);
}

/// What a database turned out to be when it was first asked: MySQL and MariaDB share a protocol.
#[derive(Clone, Copy, Debug)]
pub struct Served {
    /// The SQL that it understands.
    pub dialect: &'static dyn Dialect,
    /// What it can do.
    pub capabilities: Capabilities,
}

/// A connection on loan. Dropping it returns it clean, or has it cleaned away from the caller's path.
#[async_trait]
pub trait Lease: Send {
    /// Runs one operation on this very connection.
    ///
    /// # Errors
    /// [`ConnectionLost`](crate::ErrorKind::ConnectionLost) where the connection is gone. The operation's own error
    /// is inside the work.
    async fn run(&mut self, work: BoxWork) -> Result<BoxWork>;

    /// Says that the connection is to be closed once this is dropped, without an attempt to clean it.
    fn doom(&mut self);
}

/// What a pool holds at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolStatus {
    /// The most connections that it opens.
    pub max: usize,
    /// Connections, or turns to have one, that are lent out.
    pub in_use: usize,
    /// Open connections, lent out or idle.
    pub open: usize,
    /// Callers that wait.
    pub waiting: usize,
    /// Statements whose callers have gone, and that connections still wait for. There are never more than connections; where
    /// the database cannot be asked to stop one, a server's `statement_timeout` ends it.
    pub abandoned: usize,
}
