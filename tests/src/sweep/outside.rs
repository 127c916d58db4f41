//! What the database itself says, asked by a bare client that does not go through the proxy.

use crate::{
    Place,
    setup::{Neutral, failed},
};
use futures_timer::Delay;
use segue::{Engine, Result};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// A bare client of the database under test. It holds nothing while it is not asked.
pub struct Outside {
    neutral: Mutex<Neutral>,
    engine: Engine,
    /// How many sessions there are while nobody uses the database.
    sessions: i64,
}

/// How often is looked.
const PAUSE: Duration = Duration::from_micros(300);

impl Outside {
    /// A client of the database at `place`, which nobody else uses yet.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn of(place: &Place) -> Result<Self> {
        let (neutral, engine) = (place.neutral()?, place.settings().location.engine());
        // Each of the questions is asked again until its answer is as it should be.
        match engine {
            Engine::Sqlite => neutral.execute("PRAGMA busy_timeout = 0")?,
            Engine::Postgres => {}
            Engine::MySql => neutral.execute("SET lock_wait_timeout = 0")?,
        }
        let outside = Outside { neutral: Mutex::new(neutral), engine, sessions: 0 };
        let sessions = outside.sessions()?;
        Ok(Outside { sessions, ..outside })
    }

    /// Runs statements.
    ///
    /// # Errors
    /// The database's.
    pub fn execute(&self, sql: &str) -> Result<()> {
        self.neutral().execute(sql)
    }

    /// The one number of a query.
    ///
    /// # Errors
    /// The database's; where it is none.
    pub fn number(&self, sql: &str) -> Result<i64> {
        let value = self.neutral().value(sql)?;
        value.parse().map_err(|_| failed(format!("`{value}` is no number, for `{sql}`")))
    }

    /// Waits until nobody else is inside a transaction, holds a lock, or runs a statement.
    ///
    /// # Errors
    /// What is held still when the time is over.
    pub async fn expect_nothing_held(&self, limit: Duration) -> Result<()> {
        self.until(limit, "is left", || self.held()).await
    }

    /// Waits until there are no more than `most` sessions on a server.
    ///
    /// # Errors
    /// How many there are when the time is over.
    pub async fn expect_sessions(&self, most: i64, limit: Duration) -> Result<()> {
        let more = || {
            let sessions = self.sessions()? - self.sessions;
            Ok((sessions > most).then(|| format!("{sessions} sessions of at most {most}")))
        };
        self.until(limit, "are there", more).await
    }

    async fn until(
        &self,
        limit: Duration,
        wrong: &str,
        look: impl Fn() -> Result<Option<String>>,
    ) -> Result<()> {
        let deadline = Instant::now() + limit;
        while let Some(found) = look()? {
            if Instant::now() > deadline {
                return Err(failed(format!("{found} {wrong}, {limit:?} later")));
            }
            Delay::new(PAUSE).await;
        }
        Ok(())
    }

    /// What somebody else holds.
    fn held(&self) -> Result<Option<String>> {
        let rows = match self.engine {
            Engine::Sqlite => {
                let begun = self.neutral().execute("BEGIN IMMEDIATE; ROLLBACK");
                return Ok(begun.err().map(|error| format!("a lock ({error})")));
            }
            Engine::Postgres => self.neutral().rows(POSTGRES)?,
            Engine::MySql => {
                // Whatever is locked by a transaction cannot be locked here. A lock is refused at once, without a wait.
                if let Err(error) = self.neutral().execute(LOCK) {
                    return Ok(Some(format!("a lock ({error})")));
                }
                self.neutral().rows(MYSQL)?
            }
        };
        Ok((!rows.is_empty()).then(|| format!("{rows:?}")))
    }

    fn sessions(&self) -> Result<i64> {
        match self.engine {
            Engine::Sqlite => Ok(0),
            Engine::Postgres => self.number(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'",
            ),
            Engine::MySql => self.number(
                "SELECT count(*) FROM information_schema.processlist WHERE db = DATABASE() AND command <> 'Killed'",
            ),
        }
    }

    fn neutral(&self) -> MutexGuard<'_, Neutral> {
        self.neutral.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sessions inside a transaction, which holds its snapshot at the least, and locks that outlast one.
const POSTGRES: &str = "SELECT a.pid, a.state, a.query FROM pg_stat_activity a \
     WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend' \
     AND (a.xact_start IS NOT NULL OR EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid))";

const LOCK: &str = "LOCK TABLES artist WRITE, album WRITE, tag WRITE, employee WRITE; UNLOCK TABLES";

/// InnoDB's own list of transactions is made anew ten times a second at most, and not at all while somebody keeps asking
/// for it; sessions that run something are shown as they are.
const MYSQL: &str = "SELECT id, command, info FROM information_schema.processlist \
     WHERE db = DATABASE() AND id <> CONNECTION_ID() AND command NOT IN ('Sleep', 'Killed')";
