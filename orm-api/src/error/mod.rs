//! One opaque, cloneable error with a kind, predicates and a source chain (after jiff's and opendal's).

mod connecting;
mod kind;
mod lost;
pub mod mysql;
pub mod postgres;
pub mod sqlite;

pub use connecting::{connecting, not_set_up};
pub use kind::{ErrorKind, Outcome, Retry};
pub use lost::lost;

use std::{error::Error as StdError, fmt, panic::Location, sync::Arc};

/// `std::result::Result` with Segue's [`Error`] as the default.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure: what kind, where, about what, and whether to try again. Cheap to clone.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    details: Details,
    outcome: Outcome,
    tries: u32,
    place: Option<&'static Location<'static>>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What the database named, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The violated constraint's name.
    pub constraint: Option<String>,
    /// The table.
    pub table: Option<String>,
    /// The column; several are separated by `, `.
    pub column: Option<String>,
    /// The database's own error code, such as SQLite's extended result code.
    pub native_code: Option<i32>,
    /// The five characters of SQLSTATE (ISO/IEC 9075), on servers that send it.
    pub sqlstate: Option<String>,
}

impl Error {
    /// A failure of `kind`. `message` is in lower case, names both sides and says what to do.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let details = Details::default();
        let (message, outcome) = (message.into(), Outcome::NotDone);
        Error(Arc::new(Inner { kind, message, details, outcome, tries: 1, place: None, source: None }))
    }

    /// Adds the failure that this one was made from.
    #[must_use]
    pub fn with_source(self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.change(|e| e.source = Some(Arc::new(source)))
    }

    /// Adds what the database named.
    #[must_use]
    pub fn with_details(self, details: Details) -> Self {
        self.change(|e| e.details = details)
    }

    /// Says whether the work happened; without it, it did not.
    #[must_use]
    pub fn with_outcome(self, outcome: Outcome) -> Self {
        self.change(|e| e.outcome = outcome)
    }

    /// Says how often the work was run.
    #[must_use]
    pub fn with_tries(self, tries: u32) -> Self {
        if tries == self.0.tries { self } else { self.change(|e| e.tries = tries) }
    }

    /// Adds the call site, if none is known yet.
    #[must_use]
    pub fn at(self, place: &'static Location<'static>) -> Self {
        if self.0.place.is_some() { self } else { self.change(|e| e.place = Some(place)) }
    }

    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// What happened.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What the database named, as far as it is known.
    pub fn details(&self) -> &Details {
        &self.0.details
    }

    /// The violated constraint's name, where known.
    pub fn constraint(&self) -> Option<&str> {
        self.0.details.constraint.as_deref()
    }

    /// The table concerned, where known.
    pub fn table(&self) -> Option<&str> {
        self.0.details.table.as_deref()
    }

    /// The column concerned, where known.
    pub fn column(&self) -> Option<&str> {
        self.0.details.column.as_deref()
    }

    /// Where the application called the operation that failed.
    pub fn place(&self) -> Option<&'static Location<'static>> {
        self.0.place
    }

    /// How often the work was run: once, unless it is a transaction that was [run again](crate::db::TransactionOptions::retry).
    pub fn tries(&self) -> u32 {
        self.0.tries
    }

    /// Whether the work happened, and whether it may succeed if run again.
    pub fn retry(&self) -> Retry {
        let worthwhile = matches!(
            self.0.kind,
            ErrorKind::Busy
                | ErrorKind::SerializationFailure
                | ErrorKind::Deadlock
                | ErrorKind::StalePlan
                | ErrorKind::AcquireTimeout
                | ErrorKind::Overloaded
                | ErrorKind::Connect
                | ErrorKind::ConnectTimeout
                | ErrorKind::ConnectionLost
        );
        Retry { outcome: self.0.outcome, worthwhile }
    }

    /// Whether `get` met no row.
    pub fn is_does_not_exist(&self) -> bool {
        self.0.kind == ErrorKind::DoesNotExist
    }

    /// Whether a unique constraint or primary key refused the row.
    pub fn is_unique_violation(&self) -> bool {
        self.0.kind == ErrorKind::UniqueViolation
    }

    /// Whether a foreign key refused the row, or its deletion.
    pub fn is_foreign_key_violation(&self) -> bool {
        self.0.kind == ErrorKind::ForeignKeyViolation
    }

    /// Whether a column that must hold a value got NULL.
    pub fn is_not_null_violation(&self) -> bool {
        self.0.kind == ErrorKind::NotNullViolation
    }

    /// Whether a check constraint refused the row.
    pub fn is_check_violation(&self) -> bool {
        self.0.kind == ErrorKind::CheckViolation
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if self.0.tries > 1 {
            write!(f, "; tried {} times", self.0.tries)?;
        }
        match self.0.place {
            Some(place) => write!(f, " (called at {place})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &self.0.kind).field("message", &self.0.message);
        if self.0.details != Details::default() {
            debug.field("details", &self.0.details);
        }
        debug.field("outcome", &self.0.outcome);
        if let Some(place) = self.0.place {
            debug.field("place", &format_args!("{place}"));
        }
        if let Some(source) = &self.0.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
