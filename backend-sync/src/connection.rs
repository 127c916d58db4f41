//! A connection out of the pool, and what a database must bring for it.

use crate::{limited::within, manager::Manager};
use async_trait::async_trait;
use orm_api::{
    Error, ErrorKind, Result,
    backend::{BoxSink, Connection, Done, Flow, Health, RowSink, Served, Statement, Stop},
    value::Row,
};
use r2d2::PooledConnection;
use std::{path::Path, sync::Arc, time::Instant};

/// A database, as a blocking driver talks to it. Every function blocks the thread.
pub(crate) trait Driver: Send + Sync + 'static {
    /// A connection of the driver's own type.
    type Connection: Send + 'static;

    /// The file whose users share one writer, where that is so.
    fn one_writer(&self) -> Option<&Path> {
        None
    }

    /// Whether statements can be stopped from beside their connections.
    fn can_stop(&self) -> bool {
        false
    }

    /// What stops a statement that runs on the connection, where there is something. Asks the server for it the first time.
    fn stopper(&self, _: &mut Self::Connection) -> Result<Option<Arc<dyn Stop>>> {
        Ok(None)
    }

    /// Opens a connection in the state that every session begins in.
    fn connect(&self) -> Result<Self::Connection>;

    /// Checks, once, that Segue can work with the database, and says what it is.
    fn check(&self, connection: &mut Self::Connection) -> Result<Served>;

    /// Sends a statement, and its rows to `sink`.
    fn fetch(connection: &mut Self::Connection, statement: Statement, sink: &mut dyn RowSink) -> Result<()>;

    /// Sends a statement.
    fn execute(connection: &mut Self::Connection, statement: Statement) -> Result<Done>;

    /// Sends several statements.
    fn batch(connection: &mut Self::Connection, sql: &str) -> Result<()>;
}

/// A connection on loan from the pool; it goes back when dropped.
pub(crate) struct Pooled<D: Driver> {
    slot: PooledConnection<Manager<D>>,
    stop: Option<Arc<dyn Stop>>,
}

impl<D: Driver> Pooled<D> {
    /// What the pool handed out.
    pub(crate) fn new(slot: PooledConnection<Manager<D>>) -> Self {
        Pooled { slot, stop: None }
    }

    /// Whether there is a connection in it.
    pub(crate) fn is_open(&self) -> bool {
        self.slot.opened.is_some()
    }

    /// Has the connection say how it is stopped, for whoever keeps it on a thread: where it is used in place nobody else is there
    /// to stop it.
    ///
    /// # Errors
    /// The database's.
    pub(crate) fn stoppable_by(mut self, driver: &D) -> Result<Self> {
        self.stop = driver.stopper(self.opened()?)?;
        Ok(self)
    }

    /// The driver's connection.
    pub(crate) fn opened(&mut self) -> Result<&mut D::Connection> {
        self.slot.opened.as_deref_mut().ok_or_else(gone)
    }

    /// Whether it has to answer before it is used.
    pub(crate) fn needs_asking(&self) -> bool {
        self.slot.health.is_due(self.slot.last_used)
    }

    /// Asks it for an answer, and waits for no longer than half of what connecting may take. A server's is asked on another thread,
    /// since no driver can be told how long to wait. One that does not answer is gone, and its place in the pool is free.
    pub(crate) fn ask(&mut self) -> Result<()> {
        let slot = &mut *self.slot;
        let mut connection = slot.opened.take().ok_or_else(gone)?;
        let ask = move || D::execute(&mut connection, Health::question()).map(|_| connection);
        let answered = match slot.health.limit_on_servers() {
            None => ask(),
            Some(limit) => match within(limit, "segue-check", ask)? {
                Some(answered) => answered,
                None => Err(slot.health.silent()),
            },
        };
        let answered = self.ended(answered)?;
        self.slot.opened = Some(answered);
        Ok(())
    }

    /// Says that it is to be closed when it comes back.
    pub(crate) fn doomed(&mut self) {
        self.slot.doomed = true;
    }

    /// Learns from how a call has ended. One that is lost never goes back.
    fn ended<T>(&mut self, result: Result<T>) -> Result<T> {
        let slot = &mut *self.slot;
        if slot.health.learn(&result) {
            slot.doomed = true;
        } else if slot.health.is_on() {
            slot.last_used = Instant::now();
        }
        result
    }
}

#[async_trait]
impl<D: Driver> Connection for Pooled<D> {
    async fn fetch(&mut self, statement: Statement, mut sink: BoxSink) -> Result<BoxSink> {
        let fetched = self.opened().and_then(|connection| D::fetch(connection, statement, &mut *sink));
        self.ended(fetched).map(|()| sink)
    }

    async fn execute(&mut self, statement: Statement) -> Result<Done> {
        let done = self.opened().and_then(|connection| D::execute(connection, statement));
        self.ended(done)
    }

    async fn batch(&mut self, sql: &str) -> Result<()> {
        let sent = self.opened().and_then(|connection| D::batch(connection, sql));
        self.ended(sent)
    }

    fn needs_check(&self) -> bool {
        self.needs_asking()
    }

    async fn check(&mut self) -> Result<()> {
        self.ask()
    }

    fn doom(&mut self) {
        self.doomed();
    }

    fn stopper(&self) -> Option<Arc<dyn Stop>> {
        self.stop.clone()
    }
}

#[cold]
fn gone() -> Error {
    Error::new(ErrorKind::ConnectionLost, "the connection is closed, since it did not answer")
}

/// Shows a row to `sink`, and blocks until there is room for the next. Says whether one is wanted.
pub(crate) fn deliver(sink: &mut dyn RowSink, row: &dyn Row) -> Result<bool> {
    match sink.row(row)? {
        Flow::More => {}
        Flow::Full => sink.block_for_room(),
        Flow::Stop => return Ok(false),
    }
    Ok(true)
}
