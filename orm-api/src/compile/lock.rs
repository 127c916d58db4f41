//! The locking clause: which tables' rows are locked, and what becomes of those that another has locked.

use super::Compiler;
use crate::{
    error::{Error, ErrorKind, Result},
    tree::{LockWait, Locking},
};

impl Compiler<'_> {
    /// How many tables are joined to the query's own.
    pub(super) fn joins(&self) -> usize {
        self.scope.as_ref().map_or(0, |scope| scope.joins.len())
    }

    /// Writes the tables whose rows are locked: the query's own, and those that are named.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] for a relation that the query does not join.
    pub(super) fn locked_tables(&mut self, locking: &Locking) -> Result<()> {
        if self.scope.as_ref().is_none_or(|scope| scope.derived) {
            return Ok(());
        }
        self.sql(" OF ");
        self.alias(0);
        for table in self.named(locking)? {
            self.sql(", ");
            self.alias(table);
        }
        Ok(())
    }

    /// Refuses a lock on the rows of some joined tables only, on a database that locks those of all.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`].
    pub(super) fn expect_all_locked(&self, locking: &Locking) -> Result<()> {
        let named = self.named(locking)?.len();
        match locking.of.is_empty() || named == self.joins() {
            true => Ok(()),
            false => Err(locks_all(self.dialect.name())),
        }
    }

    /// Writes what becomes of rows that another has locked.
    pub(super) fn lock_wait(&mut self, wait: LockWait) {
        self.sql(match wait {
            LockWait::Wait => "",
            LockWait::NoWait => " NOWAIT",
            LockWait::SkipLocked => " SKIP LOCKED",
        });
    }

    fn named(&self, locking: &Locking) -> Result<Vec<usize>> {
        let table = |path: &Vec<_>| self.scope.as_ref().and_then(|scope| scope.table(path));
        locking.of.iter().map(|path| table(path).ok_or_else(not_joined)).collect()
    }
}

#[cold]
fn not_joined() -> Error {
    let message = "`Lock::of` names a relation that is no part of the query; add it to `select_related`";
    Error::new(ErrorKind::Usage, message)
}

#[cold]
fn locks_all(database: &str) -> Error {
    let message = format!(
        "{database} locks the rows of all joined tables (capability `locks_chosen_tables`); name each in `Lock::of`, or none"
    );
    Error::new(ErrorKind::Unsupported, message)
}
