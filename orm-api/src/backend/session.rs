//! What is known about a connection on loan, and the only way to send it anything.

use super::{Access, BoxSink, Connection, Done, Mode, Statement};
use crate::{
    compile::Dialect,
    error::{Error, ErrorKind, Outcome, Result},
    value::Value,
};
use std::{
    fmt,
    panic::Location,
    sync::Arc,
    time::{Duration, Instant},
};

/// A connection and what is known about its state. A session is dirty from the moment that anything is sent
/// until it is known to be clean; every flag that clean-up needs is written *before* the await that needs it,
/// so that a future dropped at any point leaves the truth behind.
pub struct Session {
    pub(super) connection: Box<dyn Connection>,
    mode: Mode,
    dialect: &'static dyn Dialect,
    pub(super) condition: Condition,
    /// What the transaction was begun for; meaningless outside of one.
    access: Access,
    /// The savepoint of an operation of several statements that has not ended.
    pub(super) unit: Option<u32>,
    observer: Option<Observer>,
}

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
    /// A statement failed inside a transaction, on a database that may have rolled it back by itself.
    pub unsure: bool,
    /// The database has rolled the transaction back by itself; nothing is sent before that is acknowledged.
    pub undone: bool,
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

/// Who is told of the statements that an operation sends.
#[derive(Clone)]
pub struct Observer {
    /// Where the application called the operation.
    pub place: &'static Location<'static>,
    /// Takes what was sent; none unless somebody captures.
    pub record: Option<Arc<dyn Fn(Observed) + Send + Sync>>,
}

/// A statement that was sent.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The text.
    pub text: Arc<str>,
    /// What was bound, in the stored form.
    pub params: Vec<Value>,
    /// When it was sent.
    pub started: Instant,
    /// How long until its end was seen.
    pub duration: Duration,
    /// The mode of the backend that ran it.
    pub mode: Mode,
    /// Where the application called the operation.
    pub place: &'static Location<'static>,
    /// Whether its end was seen. A statement whose future was dropped may, or may not, have been carried out.
    pub ended: bool,
    /// The failure's kind, if it failed.
    pub error: Option<ErrorKind>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("mode", &self.mode).field("condition", &self.condition).finish()
    }
}

impl Session {
    /// A session on a connection that is known to be clean.
    pub fn new(connection: Box<dyn Connection>, mode: Mode, dialect: &'static dyn Dialect) -> Self {
        let (condition, access) = (Condition::default(), Access::Read);
        Session { connection, mode, dialect, condition, access, unit: None, observer: None }
    }

    /// Tells `observer` of what is sent from now on.
    pub fn observe(&mut self, observer: Observer) {
        self.observer = Some(observer);
    }

    /// The SQL of the database.
    pub fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    /// What is known.
    pub fn condition(&self) -> Condition {
        self.condition
    }

    /// Whether a transaction is open that may write, and so can lock rows.
    pub fn can_lock(&self) -> bool {
        self.condition.depth > 0 && self.access == Access::Write
    }

    /// Sends `statement`, and its rows to `sink`.
    ///
    /// # Errors
    /// The database's, or the sink's; [`ErrorKind::Ended`] where the database has rolled the transaction back by itself,
    /// [`ErrorKind::ReadOnly`] for a write in a transaction that was begun to read.
    pub async fn fetch(&mut self, statement: Statement, sink: BoxSink) -> Result<BoxSink> {
        self.expect_transaction().await?;
        self.expect_access(statement.access)?;
        let watch = self.start(&statement);
        let result = self.connection.fetch(statement, sink).await;
        self.finish(watch, result)
    }

    /// Sends `statement`.
    ///
    /// # Errors
    /// As [`fetch`](Session::fetch).
    pub async fn execute(&mut self, statement: Statement) -> Result<Done> {
        self.expect_transaction().await?;
        self.expect_access(statement.access)?;
        let watch = self.start(&statement);
        let result = self.connection.execute(statement).await;
        self.finish(watch, result)
    }

    /// Says that SQL of the user's own is about to be sent: it may open or end a transaction.
    pub fn expect_raw_sql(&mut self) {
        self.condition.suspect |= self.condition.depth == 0;
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// The database's; no transaction is open then, or the session stays dirty until it is cleaned.
    pub async fn begin(&mut self, begin: Begin) -> Result<()> {
        self.condition.depth = 1;
        self.access = begin.access;
        for sql in self.dialect.begin(begin)? {
            self.control(sql).await?;
        }
        Ok(())
    }

    /// Commits the transaction.
    ///
    /// # Errors
    /// The database's. The outcome says whether the transaction was committed, was not, or nobody can tell.
    pub async fn commit(&mut self) -> Result<()> {
        match self.control("COMMIT".into()).await {
            Ok(()) => {
                self.condition.depth = 0;
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::ConnectionLost => {
                Err(error.with_outcome(Outcome::Unknown))
            }
            Err(error) => Err(error),
        }
    }

    /// Rolls the transaction back.
    ///
    /// # Errors
    /// The database's; the session stays dirty then.
    pub async fn rollback(&mut self) -> Result<()> {
        // Whatever has happened to the transaction, it is over after this.
        (self.condition.unsure, self.condition.undone, self.unit) = (false, false, None);
        match self.control("ROLLBACK".into()).await {
            // The database has rolled back by itself, as SQLite does when its disk is full (D-26).
            Err(error) if !self.dialect.is_no_transaction(&error) => Err(error),
            _ => {
                self.condition.depth = 0;
                Ok(())
            }
        }
    }

    /// Sets the savepoint `level`, 1 for the first inside the transaction.
    ///
    /// # Errors
    /// The database's.
    pub async fn savepoint(&mut self, level: u32) -> Result<()> {
        self.condition.depth = level + 1;
        self.control(format!("SAVEPOINT {}", savepoint_name(level)).into()).await
    }

    /// Keeps what was done since the savepoint.
    ///
    /// # Errors
    /// The database's.
    pub async fn release(&mut self, level: u32) -> Result<()> {
        self.control(format!("RELEASE SAVEPOINT {}", savepoint_name(level)).into()).await?;
        self.condition.depth = level;
        Ok(())
    }

    /// Undoes what was done since the savepoint, and forgets it.
    ///
    /// # Errors
    /// The database's.
    pub async fn rollback_to(&mut self, level: u32) -> Result<()> {
        self.rollback_only_to(level).await?;
        self.release(level).await
    }

    /// Undoes what was done since the savepoint, which stays.
    pub(super) async fn rollback_only_to(&mut self, level: u32) -> Result<()> {
        self.control(format!("ROLLBACK TO SAVEPOINT {}", savepoint_name(level)).into()).await
    }

    /// Makes the session clean: ends whatever transaction is open, and sees the database agree.
    ///
    /// # Errors
    /// Where that fails; the connection must be closed then.
    pub async fn clean(&mut self) -> Result<()> {
        self.observer = None;
        if self.condition.broken {
            let message = "the connection is lost, or SQL of the user's own has changed its settings";
            return Err(Error::new(ErrorKind::ConnectionLost, message));
        }
        self.rollback().await?;
        self.condition = Condition::default();
        Ok(())
    }

    /// Says that the connection is to be closed, not used again.
    pub fn doom(&mut self) {
        self.condition.broken = true;
        self.connection.doom();
    }

    async fn control(&mut self, sql: Arc<str>) -> Result<()> {
        let statement = Statement { cached: true, ..Statement::plain(sql, Access::Read) };
        self.execute(statement).await.map(drop)
    }

    /// A writer without the turn to write would meet another writer.
    fn expect_access(&self, access: Access) -> Result<()> {
        if access == Access::Read || self.condition.depth == 0 || self.access == Access::Write {
            return Ok(());
        }
        let message = "a write in a transaction that was begun `read_only`; leave that out, or declare raw SQL that only \
                       reads `read_only` as well";
        Err(Error::new(ErrorKind::ReadOnly, message))
    }

    fn start(&mut self, statement: &Statement) -> Option<Watch> {
        self.condition.in_statement = true;
        let listened = self.observer.as_ref().is_some_and(|observer| observer.record.is_some());
        if !listened && !tracing::enabled!(target: "segue::statement", tracing::Level::DEBUG) {
            return None;
        }
        let sent = Some((statement.text.clone(), statement.params.clone()));
        Some(Watch { sent, started: Instant::now(), mode: self.mode, observer: self.observer.clone() })
    }

    fn finish<T>(&mut self, watch: Option<Watch>, result: Result<T>) -> Result<T> {
        self.condition.in_statement = false;
        let error = result.as_ref().err().map(Error::kind);
        self.condition.broken |= error == Some(ErrorKind::ConnectionLost);
        self.condition.unsure |= error.is_some() && self.condition.depth > 0;
        if let Some(watch) = watch {
            watch.finish(error);
        }
        result
    }
}

/// What is known of a statement when it is sent; only made if somebody listens. Dropped before it is finished, it
/// tells of a statement that was cut off.
struct Watch {
    sent: Option<(Arc<str>, Vec<Value>)>,
    started: Instant,
    mode: Mode,
    observer: Option<Observer>,
}

impl Watch {
    fn finish(mut self, error: Option<ErrorKind>) {
        self.report(true, error);
    }

    fn report(&mut self, ended: bool, error: Option<ErrorKind>) {
        let Some((text, params)) = self.sent.take() else { return };
        let (started, duration, mode) = (self.started, self.started.elapsed(), self.mode);
        tracing::debug!(target: "segue::statement", sql = &*text, ?duration, %mode, ended, ?error);
        let Some(observer) = &self.observer else { return };
        if let Some(record) = &observer.record {
            record(Observed { text, params, started, duration, mode, place: observer.place, ended, error });
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.report(false, None);
    }
}

fn savepoint_name(level: u32) -> String {
    format!("segue_{level}")
}
