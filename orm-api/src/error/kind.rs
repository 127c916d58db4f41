//! What happened, apart from whether to try again.

use std::fmt;

/// What kind of failure an [`Error`](crate::Error) is: the same failure has the same kind in every phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// `get` met no row (Django's `DoesNotExist`).
    DoesNotExist,
    /// `get` met more than one row (Django's `MultipleObjectsReturned`).
    MultipleObjectsReturned,
    /// A relation was read that nothing has loaded.
    NotLoaded,
    /// A unique constraint or primary key refused the row.
    UniqueViolation,
    /// A foreign key refused the row, or its deletion.
    ForeignKeyViolation,
    /// A column that must hold a value got NULL.
    NotNullViolation,
    /// A check constraint refused the row.
    CheckViolation,
    /// A value that the column or the database cannot keep exactly; refused before anything is stored.
    InvalidValue,
    /// A row held something that the model's field cannot be.
    Decode,
    /// The statement is not valid SQL, or names what does not exist.
    Statement,
    /// A table is missing.
    MissingTable,
    /// The query cannot be expressed on this database; the message names the capability that lacks.
    Unsupported,
    /// Another held a lock, or on SQLite the database, for longer than the time-out.
    Busy,
    /// The transaction read a state that another has overwritten; run the whole unit again.
    SerializationFailure,
    /// Transactions waited for each other in a circle, and the database chose this one to fail; run the whole unit again.
    Deadlock,
    /// An earlier statement of the transaction failed, or an operation of it was dropped before its end: nothing more is done in it
    /// before a savepoint, or the whole, is rolled back.
    Aborted,
    /// The database stopped the statement: a time-out, or somebody who asked it to.
    Cancelled,
    /// A table changed since the statement was prepared, inside a transaction; run the whole unit again. Outside of one Segue
    /// prepares it again by itself.
    StalePlan,
    /// The database's user may not do that.
    PermissionDenied,
    /// The database is opened read-only, or the transaction is.
    ReadOnly,
    /// The database's storage failed: disk full, not a database, input or output error.
    Storage,
    /// The database cannot be opened or reached, or does not exist.
    Connect,
    /// Nobody answered in time when a connection was opened.
    ConnectTimeout,
    /// The server refuses the user or the password.
    Authentication,
    /// The connection was lost while it was in use.
    ConnectionLost,
    /// No connection, or no turn to write, came free in time.
    AcquireTimeout,
    /// A bounded queue is full, or the system refuses a thread.
    Overloaded,
    /// `.wait()` was called inside an async task (Django's `SynchronousOnlyOperation`).
    BlockingInAsync,
    /// The database handle was used inside `atomic` of the same database.
    OutsideTransaction,
    /// The transaction, or the savepoint, that the operation belongs to has ended.
    Ended,
    /// The database handle was closed.
    Closed,
    /// A setting has a value that cannot be used, or a key that does not exist.
    Configuration,
    /// The operation makes no sense as it stands, such as `switch` inside `atomic`.
    Usage,
    /// The application's own error, carried through a transaction.
    Application,
    /// A failure of the driver or of Segue itself that none of the other kinds names.
    Internal,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Whether the failed work happened, and so whether running it again is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The work certainly did not happen.
    NotDone,
    /// The work certainly happened; only its answer was lost.
    Done,
    /// Nobody can tell, as after a connection lost during `COMMIT`. Never retried by Segue itself.
    Unknown,
}

/// What [`Error::retry`](crate::Error::retry) answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Retry {
    /// Whether the work happened.
    pub outcome: Outcome,
    /// Whether the same work may succeed if it is run again unchanged.
    pub worthwhile: bool,
}

impl Retry {
    /// Whether running the whole unit again is both safe and promising.
    pub const fn advised(self) -> bool {
        self.worthwhile && matches!(self.outcome, Outcome::NotDone)
    }
}
