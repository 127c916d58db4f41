//! What a session knows of its connection.

/// The state of a connection, as far as Segue knows. [`Condition::default`] is clean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// A statement has been sent, and its end has not been seen.
    pub in_statement: bool,
    /// How deep in transactions: 0 outside, 1 inside one, more inside savepoints.
    pub depth: u32,
    /// SQL that Segue did not write may have opened a transaction.
    pub suspect: bool,
    /// A transaction has changed the session's time-outs, which are to be what they were.
    pub retimed: bool,
    /// The connection is lost, or not to be used again.
    pub broken: bool,
}

impl Condition {
    /// Whether the next borrower can have the connection as it is.
    pub fn is_clean(self) -> bool {
        self == Condition::default()
    }
}
