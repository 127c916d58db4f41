//! Operations of several statements, all of which happen or none.

use super::{Access, Begin, Session};
use crate::error::Result;

/// Several statements of one operation, in a transaction of their own or in a savepoint of the one that is open. A
/// savepoint whose operation was dropped half way is undone before the next operation on the connection.
#[must_use = "a unit that is not ended is undone"]
pub(crate) struct Unit {
    /// The depth before: 0 outside of any transaction.
    depth: u32,
}

impl Unit {
    /// Begins one.
    ///
    /// # Errors
    /// The database's; nothing has begun then, or the session stays dirty.
    pub(crate) async fn begin(session: &mut Session) -> Result<Self> {
        let depth = session.condition.depth;
        if depth == 0 {
            session.begin(Begin::new(Access::Write)).await?;
        } else {
            session.savepoint(depth).await?;
            session.unit = Some(depth);
        }
        Ok(Unit { depth })
    }

    /// Keeps what was done if `result` is good, else undoes it.
    ///
    /// # Errors
    /// That of `result`; that of committing.
    pub(crate) async fn end<T>(self, session: &mut Session, result: Result<T>) -> Result<T> {
        let undone = match (&result, self.depth) {
            (Ok(_), 0) => return session.commit().await.and(result),
            (Ok(_), depth) => {
                session.unit = None;
                return session.release(depth).await.and(result);
            }
            (Err(_), 0) => session.rollback().await,
            (Err(_), _) => session.undo_unit().await,
        };
        // What could not be undone makes the session dirty, or fails the next statement.
        if let Err(error) = undone {
            tracing::warn!(%error, "undoing an operation of several statements failed");
        }
        result
    }
}

impl Session {
    /// Undoes the operation that was dropped half way, if there is one.
    ///
    /// # Cancellation
    /// It is undone again before the next operation, which changes nothing.
    pub(crate) async fn undo_unit(&mut self) -> Result<()> {
        match self.unit {
            // Boxed: it is rare, and each operation's future would be larger by it.
            Some(depth) => Box::pin(self.undo_savepoint(depth)).await,
            None => Ok(()),
        }
    }

    async fn undo_savepoint(&mut self, depth: u32) -> Result<()> {
        self.rollback_only_to(depth).await?;
        self.unit = None;
        self.release(depth).await
    }
}
