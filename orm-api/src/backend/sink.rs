//! Where rows go.

use crate::{error::Result, value::Row};
use std::{
    any::Any,
    task::{Context, Poll},
};

/// What a sink wants after a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The next row.
    More,
    /// Room first: an async connection awaits [`RowSink::poll_room`], a blocking one, which runs on a thread
    /// that may block, calls [`RowSink::block_for_room`].
    Full,
    /// No further row.
    Stop,
}

/// Takes the rows of one statement, *where the row is*: driver rows never cross a thread, decoded models do.
/// Owned, so that it can travel to a worker and back; the sender gets its type again by upcasting to `Any`.
pub trait RowSink: Any + Send {
    /// Takes one row.
    ///
    /// # Errors
    /// Whatever decoding it fails with; the statement ends with that error.
    fn row(&mut self, row: &dyn Row) -> Result<Flow>;

    /// Whether it takes the rows as they come, however many there are: the driver then does not load them all before.
    fn streams(&self) -> bool {
        false
    }

    /// Ready when there is room for further rows.
    fn poll_room(&mut self, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    /// Blocks the thread until there is room for further rows.
    fn block_for_room(&mut self) {}
}

/// A sink on its way.
pub type BoxSink = Box<dyn RowSink>;
