//! Transactions that the database rolls back by itself.

use super::{Access, Session, Statement};
use crate::error::{Error, ErrorKind, Result};

impl Session {
    /// Makes sure that a transaction that Segue has begun is still there. SQLite ends some by itself, after an error: a full
    /// disk, `ON CONFLICT ROLLBACK`, `RAISE(ROLLBACK)` (D-26). What came after that would be committed one by one.
    ///
    /// # Errors
    /// [`ErrorKind::Ended`] where it is gone.
    ///
    /// # Cancellation
    /// A transaction that was being asked about counts as gone.
    pub(super) async fn expect_transaction(&mut self) -> Result<()> {
        if self.condition.unsure {
            // Boxed: it is rare, and each statement's future would be larger by it.
            Box::pin(self.ask()).await?;
        }
        match self.condition.undone {
            false => Ok(()),
            true => Err(undone()),
        }
    }

    /// Asks by a `BEGIN`, which fails inside a transaction and changes nothing there.
    async fn ask(&mut self) -> Result<()> {
        self.condition.unsure = false;
        let Some(nested) = self.dialect().nested_begin_error() else { return Ok(()) };
        self.condition.undone = true;
        match self.connection.execute(Statement::plain("BEGIN", Access::Read)).await {
            Err(error) if error.to_string().contains(nested) => self.condition.undone = false,
            Err(error) => return Err(error),
            Ok(_) => drop(self.connection.execute(Statement::plain("ROLLBACK", Access::Read)).await?),
        }
        Ok(())
    }
}

#[cold]
fn undone() -> Error {
    let message = "the database has rolled the transaction back by itself, after an earlier error in it; begin it again";
    Error::new(ErrorKind::Ended, message)
}
