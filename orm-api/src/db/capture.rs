//! Which statements a piece of code sent.

use super::Database;
use crate::{backend::Observed, value::Value};
use std::{
    fmt,
    ops::Deref,
    panic::Location,
    sync::{Arc, Mutex, PoisonError},
};

/// A database handle that remembers what is sent through it, and through transactions begun on it. The handle is the
/// scope: statements of other handles never appear, whatever runs at the same time, in every phase alike.
///
/// ```ignore
/// let captured = db.capture();
/// Album::objects().select_related(Album::artist).all(&captured).await?;
/// captured.assert_num_queries(1);
/// ```
pub struct Capture {
    database: Database,
    log: Arc<Mutex<Vec<Captured>>>,
}

/// A statement that was sent. Displays as one line.
#[derive(Clone, Debug)]
pub struct Captured {
    /// What was sent, when, where from and how it went.
    pub observed: Observed,
}

impl Capture {
    pub(super) fn new(database: &Database, redacted: bool) -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let sink = log.clone();
        let above = database.record().cloned();
        let record = Arc::new(move |mut observed: Observed| {
            if let Some(above) = &above {
                above(observed.clone());
            }
            if redacted {
                redact(&mut observed.params);
            }
            sink.lock().unwrap_or_else(PoisonError::into_inner).push(Captured { observed });
        });
        Capture { database: database.recording(record), log }
    }

    /// What was sent so far, in the order in which it ended.
    pub fn statements(&self) -> Vec<Captured> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The texts of what was sent so far.
    pub fn texts(&self) -> Vec<String> {
        self.statements().iter().map(|captured| captured.observed.text.to_string()).collect()
    }

    /// How many statements were sent so far.
    pub fn len(&self) -> usize {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether nothing was sent so far.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets what was sent so far.
    pub fn clear(&self) {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// For tests: fails unless exactly `expected` statements were sent so far (Django's `assertNumQueries`).
    ///
    /// # Panics
    /// Where the number differs; the message lists what was sent.
    #[track_caller]
    pub fn assert_num_queries(&self, expected: usize) {
        let statements = self.statements();
        let list: String = statements.iter().map(|captured| format!("\n  {captured}")).collect();
        assert_eq!(statements.len(), expected, "another number of statements was sent:{list}\n");
    }
}

/// Values become NULLs of their type.
fn redact(params: &mut [Value]) {
    for param in params {
        *param = Value::Null(param.sql_type());
    }
}

impl Deref for Capture {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

impl Captured {
    /// The SQL text.
    pub fn text(&self) -> &str {
        &self.observed.text
    }

    /// Where the application called the operation.
    pub fn place(&self) -> &'static Location<'static> {
        self.observed.place
    }
}

impl fmt::Display for Captured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Observed { text, params, duration, mode, place, ended, error, .. } = &self.observed;
        write!(f, "[{mode} {duration:?} {place}] {text}")?;
        if !params.is_empty() {
            write!(f, " {params:?}")?;
        }
        match (ended, error) {
            (_, Some(kind)) => write!(f, " failed: {kind}"),
            (false, None) => f.write_str(" cut off"),
            (true, None) => Ok(()),
        }
    }
}
