//! The pool: how many connections, for how long, and what becomes of them.

use std::time::Duration;

/// The pool's settings: the same words and meanings in every phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolSettings {
    /// How many connections stay open, idle or not. Opened in the background, after the first one has answered; no
    /// caller waits for them. At most [`max_connections`](PoolSettings::max_connections).
    pub min_connections: usize,
    /// The most connections. Opened as they are needed, never all at once. At least 1.
    pub max_connections: usize,
    /// How long a caller waits for a connection, or for its turn to write. Opening one is bounded by
    /// [`connect_timeout`](super::ServerSettings::connect_timeout).
    pub acquire_timeout: Duration,
    /// A connection that nobody used for so long is closed, unless fewer than
    /// [`min_connections`](PoolSettings::min_connections) would be left.
    pub idle_timeout: Duration,
    /// A connection that is older is closed when it comes back.
    pub max_lifetime: Duration,
    /// When a connection is asked whether it still answers, before a caller gets it.
    pub health_check: HealthCheck,
    /// Statements that are sent once on each new connection, after Segue's own session settings.
    pub setup: Vec<String>,
    /// A connection that is lent out for longer is told of in the log, with the place that it was taken at, and again
    /// when it comes back. None says nothing.
    pub warn_after: Option<Duration>,
    /// How many prepared statements a connection keeps. 0 on PostgreSQL stands for a pooler in between that gives each transaction
    /// another server session, such as PgBouncer in transaction mode: nothing is kept prepared, and of the session only
    /// what PgBouncer itself keeps for its clients is set.
    pub statement_cache: usize,
    /// How many operations may wait for the bridge's threads before it says `Overloaded`.
    pub queue: usize,
}

/// When a connection is asked whether it still answers, before a caller gets it: one more round trip. One that does not is
/// closed, and the caller gets another; he notices nothing.
///
/// Whatever is chosen but [`Never`](HealthCheck::Never), once a statement has met a lost connection, each connection that was
/// last used before that is asked at its next use: a server that was restarted fails no more statements than it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HealthCheck {
    /// One that nobody has used for so long. Never on SQLite, whose connections cannot be lost.
    IdleFor(Duration),
    /// Each time.
    Always,
    /// Never: a statement finds out.
    Never,
}

impl Default for PoolSettings {
    fn default() -> Self {
        PoolSettings {
            min_connections: 0,
            max_connections: 8,
            acquire_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(600),
            max_lifetime: Duration::from_secs(1800),
            health_check: HealthCheck::IdleFor(Duration::from_secs(30)),
            setup: Vec::new(),
            warn_after: Some(Duration::from_secs(60)),
            statement_cache: 256,
            queue: 4096,
        }
    }
}

impl PoolSettings {
    /// How often idle connections are looked at.
    pub fn upkeep_period(&self) -> Duration {
        const RARELY: Duration = Duration::from_secs(30);
        self.idle_timeout.min(self.max_lifetime).clamp(Duration::from_millis(10), RARELY)
    }
}
