//! Whether somebody has left a transaction open, as the database itself sees it.

use super::{Neutral, failed};
use crate::models;
use segue::{Engine, Result};
use std::{
    thread,
    time::{Duration, Instant},
};

/// A server takes so long, at most, to see that a connection was closed.
const NOTICES: Duration = Duration::from_secs(10);

impl Neutral {
    /// Sees that no other session on this database is inside a transaction that has touched anything, and so holds a lock.
    ///
    /// # Errors
    /// Where one is, and stays.
    pub fn expect_no_transaction(&self, engine: Engine) -> Result<()> {
        match engine {
            Engine::Sqlite => self.execute("BEGIN IMMEDIATE; ROLLBACK"),
            Engine::Postgres => self.nobody_is_inside(),
            // An open transaction keeps what it has touched from being locked. InnoDB's own list of transactions is not made
            // anew while somebody keeps asking for it.
            Engine::MySql => {
                let tables = models::all().into_iter().map(|model| format!("{} WRITE", model.table));
                let tables = tables.collect::<Vec<_>>().join(", ");
                let seconds = NOTICES.as_secs();
                self.execute(&format!(
                    "SET lock_wait_timeout = {seconds}; LOCK TABLES {tables}; UNLOCK TABLES"
                ))
            }
        }
    }

    fn nobody_is_inside(&self) -> Result<()> {
        let sql = "SELECT pid, state, query FROM pg_stat_activity WHERE datname = current_database() \
                   AND pid <> pg_backend_pid() AND xact_start IS NOT NULL";
        let deadline = Instant::now() + NOTICES;
        loop {
            let open = self.rows(sql)?;
            if open.is_empty() {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(failed(format!("transactions are left open: {open:?}")));
            }
            thread::park_timeout(Duration::from_millis(5));
        }
    }
}
