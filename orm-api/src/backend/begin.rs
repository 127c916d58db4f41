//! How a transaction begins.

use super::Access;
use std::time::Duration;

/// How a transaction begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    /// A writer on SQLite begins with `BEGIN IMMEDIATE`: a reader that turns writer can fail at once with
    /// `BUSY_SNAPSHOT`, whatever the busy timeout (D-21).
    pub access: Access,
    /// The isolation; without one the database's default, which the session sets.
    pub isolation: Option<Isolation>,
    /// Whether it may wait at its beginning for a state that it can read without ever being in anybody's way.
    pub deferrable: bool,
    /// How SQLite's file is locked; without a choice as its access asks. Servers lock rows.
    pub file_lock: Option<FileLock>,
    /// How long each of its statements may run.
    pub statement_timeout: Option<Duration>,
    /// How long each of its statements waits for a lock.
    pub lock_timeout: Option<Duration>,
}

impl Begin {
    /// With nothing chosen but what it is for.
    pub const fn new(access: Access) -> Self {
        Begin {
            access,
            isolation: None,
            deferrable: false,
            file_lock: None,
            statement_timeout: None,
            lock_timeout: None,
        }
    }

    /// Whether it has time-outs of its own, which its session must not keep.
    pub const fn has_timeouts(&self) -> bool {
        self.statement_timeout.is_some() || self.lock_timeout.is_some()
    }
}

/// Isolation levels of the SQL standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// Every statement sees what is committed when it begins.
    ReadCommitted,
    /// All statements see what was committed when the first began.
    RepeatableRead,
    /// As if transactions ran one after the other.
    Serializable,
}

/// How a transaction locks SQLite's file, as its `BEGIN` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileLock {
    /// When something is read, or written, and then only as far. The first write fails with
    /// [`Busy`](crate::ErrorKind::Busy) at once where another process has written since (`BUSY_SNAPSHOT`).
    Deferred,
    /// Against other writers from the beginning: what writing transactions do without a choice.
    Immediate,
    /// Against readers too, except in WAL mode, in which Segue opens its files.
    Exclusive,
}

/// How a session gets back the time-outs that it had before a transaction with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// The database does it when the transaction ends.
    ByItself,
    /// By this statement.
    By(&'static str),
    /// Not at all: the connection is replaced.
    Replaced,
}
