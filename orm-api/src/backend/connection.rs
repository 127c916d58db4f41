//! One connection to a database, whatever the driver.

use super::{BoxSink, Statement, Stop};
use crate::error::Result;
use async_trait::async_trait;
use std::sync::{Arc, atomic::AtomicUsize};

/// A connection. Object-safe and free of generics; it takes owned statements and sinks, so that a bridge can
/// send both to a worker in safe Rust.
///
/// A *blocking* connection's futures are ready at their first poll: one async implementation of everything
/// above serves blocking callers without a runtime.
///
/// # Cancellation
/// A future of an async connection that is dropped before it is ready leaves the connection in the middle of
/// a statement. The owner ([`Session`](super::Session)) knows and gives it to nobody before it is clean;
/// the connection itself only has to stay usable or to report itself broken.
///
/// Dropping a connection returns it to the pool that it came from, or closes it if it was
/// [doomed](Connection::doom).
#[async_trait]
pub trait Connection: Send {
    /// Sends `statement`, gives each row to `sink`, and gives the sink back.
    ///
    /// # Errors
    /// The database's, classified alike in every driver; the sink's own. The sink is lost then.
    async fn fetch(&mut self, statement: Statement, sink: BoxSink) -> Result<BoxSink>;

    /// Sends `statement`, whose rows, if any, nobody wants.
    ///
    /// # Errors
    /// The database's, classified alike in every driver.
    async fn execute(&mut self, statement: Statement) -> Result<Done>;

    /// Sends several statements without parameters, separated by semicolons.
    ///
    /// # Errors
    /// That of the first statement that fails; those before it have been carried out.
    async fn batch(&mut self, sql: &str) -> Result<()>;

    /// Whether the connection has to be [asked](Connection::check) before it is used again: for who keeps it between uses.
    fn needs_check(&self) -> bool {
        false
    }

    /// Sees it answer, within half the time that connecting may take.
    ///
    /// # Errors
    /// It must be closed then, and another one opened.
    async fn check(&mut self) -> Result<()> {
        Ok(())
    }

    /// Says that the connection must be closed, not used again, once it is dropped.
    fn doom(&mut self);

    /// What stops a statement that runs on the connection, from beside it; nothing where the database cannot be asked. Sends
    /// nothing itself.
    fn stopper(&self) -> Option<Arc<dyn Stop>> {
        None
    }

    /// Where statements are counted that nobody wants any more, and that the connection waits for
    /// ([`PoolStatus::abandoned`](super::PoolStatus::abandoned)).
    fn abandoned(&self) -> Option<Arc<AtomicUsize>> {
        None
    }
}

/// What a statement did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// How many rows it changed. Meaningless for what changes none by nature, such as `SELECT` (D-22).
    pub rows: u64,
}
