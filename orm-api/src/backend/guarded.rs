//! Statements that may end the transaction that they stand in, without a word.

use super::Session;
use crate::error::{Error, ErrorKind, Result};

const PROBE: &str = "SAVEPOINT segue_probe";
const FOUND: &str = "RELEASE SAVEPOINT segue_probe";

/// A statement of the user's own between two looks at the transaction: a savepoint that is gone went with its transaction.
pub(crate) struct Guarded(bool);

impl Guarded {
    /// A statement that can end no transaction.
    pub(crate) const fn not() -> Self {
        Guarded(false)
    }

    /// Looks at the transaction before the statement.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn begin(session: &mut Session) -> Result<Self> {
        session.control(PROBE.into()).await?;
        Ok(Guarded(true))
    }

    /// Looks at the transaction after the statement.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where it has ended; the transaction counts as failed.
    pub(crate) async fn expect_transaction(self, session: &mut Session) -> Result<()> {
        if !self.0 {
            return Ok(());
        }
        session.control(FOUND.into()).await.map_err(|error| match error.kind() {
            ErrorKind::ConnectionLost => error,
            _ => ended(error),
        })
    }
}

impl Session {
    /// Sees, after something was dropped whose end nobody has seen, that the transaction has not failed, and is still there:
    /// PostgreSQL would turn its commit into a rollback, and MySQL, which has rolled it back after a deadlock, would commit
    /// nothing; both would report success (D-44).
    ///
    /// # Errors
    /// [`ErrorKind::Aborted`]; what the server answers. The transaction counts as failed.
    pub(crate) async fn expect_transaction(&mut self) -> Result<()> {
        if !self.dialect().is_server() {
            return Ok(());
        }
        self.control(PROBE.into()).await?;
        let Err(error) = self.control(FOUND.into()).await else { return Ok(()) };
        if error.kind() == ErrorKind::ConnectionLost {
            return Err(error);
        }
        let error = rolled_back(error);
        self.failure = Some(error.clone());
        Err(error)
    }
}

#[cold]
fn rolled_back(error: Error) -> Error {
    let message = "the server has rolled the transaction back, as after a deadlock, by a row of a stream that was dropped before it \
                   came to that row; run the whole again, and read streams that lock rows to their end";
    Error::new(ErrorKind::Aborted, message).with_source(error)
}

#[cold]
fn ended(error: Error) -> Error {
    let message = "what was called has ended the transaction that it was called in: what came before it is committed, or undone; \
                   call it outside of the transaction, or leave `COMMIT` and `ROLLBACK` to the handle";
    Error::new(ErrorKind::Usage, message).with_source(error)
}
