//! A connection out of the pool, and what a database must bring for it.

use crate::pool::Manager;
use async_trait::async_trait;
use orm_api::{
    Result,
    backend::{BoxSink, Connection, Done, Flow, RowSink, Served, Statement, Stop},
    value::Row,
};
use r2d2::PooledConnection;
use std::{path::Path, sync::Arc};

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
    ///
    /// # Errors
    /// Why it could not be opened.
    pub(crate) fn new(slot: PooledConnection<Manager<D>>) -> Result<Self> {
        match &slot.opened {
            Ok(_) => Ok(Pooled { slot, stop: None }),
            Err(error) => Err(error.clone()),
        }
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
        match &mut self.slot.opened {
            Ok(connection) => Ok(connection),
            Err(error) => Err(error.clone()),
        }
    }
}

#[async_trait]
impl<D: Driver> Connection for Pooled<D> {
    async fn fetch(&mut self, statement: Statement, mut sink: BoxSink) -> Result<BoxSink> {
        D::fetch(self.opened()?, statement, &mut *sink)?;
        Ok(sink)
    }

    async fn execute(&mut self, statement: Statement) -> Result<Done> {
        D::execute(self.opened()?, statement)
    }

    async fn batch(&mut self, sql: &str) -> Result<()> {
        D::batch(self.opened()?, sql)
    }

    fn doom(&mut self) {
        self.slot.doomed = true;
    }

    fn stopper(&self) -> Option<Arc<dyn Stop>> {
        self.stop.clone()
    }
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
