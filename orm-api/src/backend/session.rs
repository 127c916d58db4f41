//! What is known about a connection on loan, and the only way to send it anything.

use super::{
    Access, Begin, BoxSink, Condition, Connection, Done, Mode, Observer, Restored, Statement, observer::Watch,
};
use crate::{
    compile::Dialect,
    error::{Error, ErrorKind, Outcome, Result},
};
use std::{fmt, sync::Arc};

/// A connection and what is known about its state. A session is dirty from the moment that anything is sent
/// until it is known to be clean; every flag that clean-up needs is written *before* the await that needs it,
/// so that a future dropped at any point leaves the truth behind.
pub struct Session {
    pub(super) connection: Box<dyn Connection>,
    mode: Mode,
    dialect: &'static dyn Dialect,
    pub(super) condition: Condition,
    /// How the transaction was begun; meaningless outside of one.
    begun: Begin,
    /// What the last statement was for.
    sent: Access,
    /// The savepoint of an operation of several statements that has not ended.
    pub(super) unit: Option<u32>,
    /// What the transaction failed by: nothing more is done in it before a savepoint, or the whole, is rolled back.
    pub(super) failure: Option<Error>,
    observer: Option<Observer>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("mode", &self.mode).field("condition", &self.condition).finish()
    }
}

impl Session {
    /// A session on a connection that is known to be clean.
    pub fn new(connection: Box<dyn Connection>, mode: Mode, dialect: &'static dyn Dialect) -> Self {
        let (condition, begun) = (Condition::default(), Begin::new(Access::Read));
        let sent = Access::Read;
        Session {
            connection,
            mode,
            dialect,
            condition,
            begun,
            sent,
            unit: None,
            failure: None,
            observer: None,
        }
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
        self.condition.depth > 0 && self.begun.access == Access::Write
    }

    /// Sends `statement`, and its rows to `sink`.
    ///
    /// # Errors
    /// The database's, or the sink's; [`ErrorKind::Aborted`] in a transaction that an earlier statement has failed,
    /// [`ErrorKind::ReadOnly`] for a write in a transaction that was begun to read.
    pub async fn fetch(&mut self, mut statement: Statement, sink: BoxSink) -> Result<BoxSink> {
        self.expect_intact()?;
        self.expect_access(statement.access)?;
        let watch = self.start(&mut statement);
        let access = statement.access;
        let result = self.connection.fetch(statement, sink).await;
        self.finish(watch, access, result)
    }

    /// Sends `statement`.
    ///
    /// # Errors
    /// As [`fetch`](Session::fetch).
    pub async fn execute(&mut self, statement: Statement) -> Result<Done> {
        self.expect_intact()?;
        self.expect_access(statement.access)?;
        self.send(statement).await
    }

    async fn send(&mut self, mut statement: Statement) -> Result<Done> {
        let watch = self.start(&mut statement);
        let access = statement.access;
        let result = self.connection.execute(statement).await;
        self.finish(watch, access, result)
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
        let statements = self.dialect.begin(begin)?;
        self.condition.depth = 1;
        self.condition.retimed = begin.has_timeouts() && self.dialect.restored() != Restored::ByItself;
        self.begun = begin;
        for sql in statements {
            self.control(sql).await?;
        }
        Ok(())
    }

    /// Commits the transaction.
    ///
    /// # Errors
    /// The database's. The outcome says whether the transaction was committed, was not, or nobody can tell.
    /// [`ErrorKind::Aborted`] where an earlier statement has failed it: PostgreSQL would roll back, and report success
    /// (D-44).
    pub async fn commit(&mut self) -> Result<()> {
        self.expect_intact()?;
        match self.control("COMMIT".into()).await {
            Ok(()) => {
                self.condition.depth = 0;
                self.restore().await;
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
        self.unit = None;
        match self.undo("ROLLBACK".into()).await {
            // The database has rolled back by itself, as SQLite does when its disk is full (D-26).
            Err(error) if !self.dialect.is_no_transaction(&error) => Err(error),
            _ => {
                (self.condition.depth, self.failure) = (0, None);
                self.restore().await;
                Ok(())
            }
        }
    }

    /// Gives the session the time-outs that it had before the transaction, or has the connection closed.
    ///
    /// # Cancellation
    /// The session stays dirty, and does it when it is cleaned.
    async fn restore(&mut self) {
        if !self.condition.retimed {
            return;
        }
        let restored = match self.dialect.restored() {
            Restored::ByItself => true,
            Restored::By(sql) => self.control(sql.into()).await.is_ok(),
            Restored::Replaced => false,
        };
        match restored {
            true => self.condition.retimed = false,
            false => self.doom(),
        }
    }

    /// Sets the savepoint `level`, 1 for the first inside the transaction.
    ///
    /// # Errors
    /// The database's.
    pub async fn savepoint(&mut self, level: u32) -> Result<()> {
        self.expect_intact()?;
        self.condition.depth = level + 1;
        self.control(format!("SAVEPOINT {}", savepoint_name(level)).into()).await
    }

    /// Keeps what was done since the savepoint.
    ///
    /// # Errors
    /// The database's.
    pub async fn release(&mut self, level: u32) -> Result<()> {
        self.expect_intact()?;
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
        let sql: Arc<str> = format!("ROLLBACK TO SAVEPOINT {}", savepoint_name(level)).into();
        // A write that is interrupted takes the whole transaction with it on SQLite (its documentation of `sqlite3_interrupt`).
        match self.dialect.is_server() || self.sent == Access::Read {
            true => self.undo(sql).await?,
            false => self.control(sql).await?,
        }
        // A savepoint that is gone, as after a deadlock on MySQL, leaves the transaction failed.
        self.failure = None;
        Ok(())
    }

    /// Makes the session clean: ends whatever transaction is open, and sees the database agree.
    ///
    /// # Errors
    /// Where that fails; the connection must be closed then.
    pub async fn clean(&mut self) -> Result<()> {
        self.observer = None;
        self.expect_whole()?;
        self.rollback().await?;
        self.expect_whole()?;
        self.condition = Condition::default();
        Ok(())
    }

    fn expect_whole(&self) -> Result<()> {
        if !self.condition.broken {
            return Ok(());
        }
        let message = "the connection is lost, or its settings were changed";
        Err(Error::new(ErrorKind::ConnectionLost, message))
    }

    /// Says that the connection is to be closed, not used again.
    pub fn doom(&mut self) {
        self.condition.broken = true;
        self.connection.doom();
    }

    pub(super) async fn control(&mut self, sql: Arc<str>) -> Result<()> {
        let cached = self.dialect.prepares_control();
        self.send(Statement { cached, ..Statement::plain(sql, Access::Read) }).await.map(drop)
    }

    /// A writer without the turn to write would meet another writer.
    fn expect_access(&self, access: Access) -> Result<()> {
        if access == Access::Read || self.condition.depth == 0 || self.begun.access == Access::Write {
            return Ok(());
        }
        let message = "a write in a transaction that was begun `read_only`; leave that out, or declare raw SQL that only \
                       reads `read_only` as well";
        Err(Error::new(ErrorKind::ReadOnly, message))
    }

    fn start(&mut self, statement: &mut Statement) -> Option<Watch> {
        self.condition.in_statement = true;
        self.sent = statement.access;
        statement.alone = self.condition.depth == 0 && !self.condition.suspect;
        Watch::start(statement, self.mode, self.observer.as_ref())
    }

    fn finish<T>(&mut self, watch: Option<Watch>, access: Access, result: Result<T>) -> Result<T> {
        // What was refused before it was sent leaves what runs as it is.
        let refused = matches!(&result, Err(error) if error.kind() == ErrorKind::BlockingInAsync);
        self.condition.in_statement &= refused;
        if let Some(watch) = watch {
            watch.finish(result.as_ref().err().map(Error::kind));
        }
        result.map_err(|error| self.failed(access, error))
    }

    #[cold]
    fn failed(&mut self, access: Access, error: Error) -> Error {
        let lost = error.kind() == ErrorKind::ConnectionLost;
        self.condition.broken |= lost;
        self.fail(&error);
        match lost && access == Access::Write && self.condition.depth == 0 {
            // It may have been carried out before the answer was lost.
            true => error.with_outcome(Outcome::Unknown),
            false => error,
        }
    }
}

fn savepoint_name(level: u32) -> String {
    format!("segue_{level}")
}
