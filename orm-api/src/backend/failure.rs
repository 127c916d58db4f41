//! Transactions that a statement has failed.

use super::Session;
use crate::error::{Error, ErrorKind, Result};

impl Session {
    /// Refuses what would be done in a transaction that has failed. PostgreSQL refuses it by itself; SQLite and MySQL would go
    /// on, and after some errors outside of any transaction, since they roll it back by themselves (D-26, D-80). Here all
    /// do the same: nothing before a savepoint, or the whole, is rolled back.
    ///
    /// # Errors
    /// [`ErrorKind::Aborted`], naming the first failure; [`ErrorKind::ConnectionLost`] where that was it.
    pub(super) fn expect_intact(&self) -> Result<()> {
        match &self.failure {
            None => Ok(()),
            Some(first) if first.kind() == ErrorKind::ConnectionLost => Err(lost(first)),
            Some(first) => Err(aborted(first)),
        }
    }

    /// Fails the transaction by something that the database knows nothing of: a part of it that was to be done wholly and was not.
    pub(crate) fn fail_by(&mut self, error: Error) {
        if self.condition.depth > 0 {
            self.failure.get_or_insert(error);
        }
    }

    /// Remembers what fails the transaction. A row that could not be decoded does not, nor does what was never sent: the database
    /// knows nothing of it.
    pub(super) fn fail(&mut self, error: &Error) {
        let harmless = matches!(error.kind(), ErrorKind::Decode | ErrorKind::BlockingInAsync);
        if self.condition.depth > 0 && !harmless && self.failure.is_none() {
            self.failure = Some(error.clone());
        }
    }
}

#[cold]
fn aborted(first: &Error) -> Error {
    let message = format!(
        "an earlier statement of the transaction failed, and nothing more is done in it; roll back, or put what may fail into \
         a savepoint (`tx.atomic`); it failed with: {first}"
    );
    Error::new(ErrorKind::Aborted, message).with_source(first.clone())
}

#[cold]
fn lost(first: &Error) -> Error {
    let message = format!("the transaction has gone with its connection; begin it again: {first}");
    Error::new(ErrorKind::ConnectionLost, message).with_source(first.clone())
}
