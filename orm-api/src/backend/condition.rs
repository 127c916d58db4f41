//! What a session knows of its connection, and how its transactions begin.

use super::Access;

/// The state of a connection, as far as Segue knows. [`Condition::default`] is clean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// A statement has been sent, and its end has not been seen.
    pub in_statement: bool,
    /// How deep in transactions: 0 outside, 1 inside one, more inside savepoints.
    pub depth: u32,
    /// SQL that Segue did not write may have opened a transaction.
    pub suspect: bool,
    /// The connection is lost, or not to be used again.
    pub broken: bool,
}

impl Condition {
    /// Whether the next borrower can have the connection as it is.
    pub fn is_clean(self) -> bool {
        self == Condition::default()
    }
}

/// How a transaction begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    /// A writer on SQLite begins with `BEGIN IMMEDIATE`: a reader that turns writer can fail at once with
    /// `BUSY_SNAPSHOT`, whatever the busy timeout (D-21).
    pub access: Access,
    /// The isolation; without one the database's default, which the session sets.
    pub isolation: Option<Isolation>,
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
