//! Statements that a dropped future has left running, and what is sent behind them.

use super::{Counted, Session, stop_until};
use crate::error::{Error, ErrorKind, Outcome, Result};
use std::sync::Arc;

impl Session {
    /// Sends what undoes a transaction, or a part of it. A statement that a dropped future has left running is stopped, where
    /// that can be done: nothing else could be sent before its end.
    ///
    /// # Errors
    /// The database's. [`ErrorKind::ConnectionLost`] where the stop may hit a later statement.
    pub(super) async fn undo(&mut self, sql: Arc<str>) -> Result<()> {
        if !self.condition.in_statement {
            return self.control(sql).await;
        }
        // Boxed: it is rare, and each operation's future would be larger by it.
        match Box::pin(self.undo_behind_another(sql.clone())).await {
            // A driver may show the other statement's error first; and the stop may have hit this statement instead.
            Err(error) if !self.is_final(&error) => self.control(sql).await,
            result => result,
        }
    }

    fn is_final(&self, error: &Error) -> bool {
        error.kind() == ErrorKind::ConnectionLost || self.dialect().is_no_transaction(error)
    }

    async fn undo_behind_another(&mut self, sql: Arc<str>) -> Result<()> {
        let _counted = self.connection.abandoned().map(Counted::new);
        let Some(stop) = self.connection.stopper() else { return self.control(sql).await };
        // Dropped while the database is being asked, the connection is of no use: whatever is sent next might be stopped.
        self.condition.broken = true;
        let (undone, sure) = stop_until(stop, self.control(sql)).await;
        self.condition.broken = matches!(&undone, Err(error) if error.kind() == ErrorKind::ConnectionLost);
        if sure {
            return undone;
        }
        self.doom();
        let error = still_to_be_stopped();
        self.fail(&error);
        Err(error)
    }
}

#[cold]
fn still_to_be_stopped() -> Error {
    let message = "the connection is closed, since a statement on it was to be stopped and the server has not answered; begin \
                   the transaction again";
    Error::new(ErrorKind::ConnectionLost, message).with_outcome(Outcome::NotDone)
}
