//! Whether a connection still answers is asked before it is used again, where there is reason to.

use super::{Access, HealthCheck, Location, Session, Settings, Statement};
use crate::error::{Error, ErrorKind, Result};
use futures::future::{Either, select};
use futures_timer::Delay;
use std::{
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// What is known of the connections of one pool: when they have to be asked, and since when some may be lost.
#[derive(Debug)]
pub struct Health {
    policy: HealthCheck,
    on_server: bool,
    limit: Duration,
    born: Instant,
    /// When a statement last met a lost connection, in nanoseconds since `born`; 0 for never.
    lost: AtomicU64,
}

impl Health {
    /// Nothing is known yet.
    pub fn new(settings: &Settings) -> Self {
        let on_server = matches!(settings.location, Location::Server(_));
        let policy = match settings.pool.health_check {
            HealthCheck::IdleFor(_) if !on_server => HealthCheck::Never,
            policy => policy,
        };
        let limit = settings.server.connect_timeout;
        Health { policy, on_server, limit, born: Instant::now(), lost: AtomicU64::new(0) }
    }

    /// Whether connections are ever asked.
    pub fn is_on(&self) -> bool {
        self.policy != HealthCheck::Never
    }

    /// Whether a connection that was last used then has to be asked before it is used again.
    pub fn is_due(&self, last_used: Instant) -> bool {
        match self.policy {
            HealthCheck::Never => false,
            HealthCheck::Always => true,
            HealthCheck::IdleFor(long) => last_used.elapsed() >= long || self.is_suspect(last_used),
        }
    }

    /// Whether another connection was lost since this one was last used.
    pub fn is_suspect(&self, last_used: Instant) -> bool {
        let lost = self.lost.load(Ordering::Relaxed);
        lost > 0 && lost >= self.nanoseconds(last_used)
    }

    /// Learns from how a statement has ended. Says whether the connection is lost.
    pub fn learn<T>(&self, ended: &Result<T>) -> bool {
        let lost = matches!(ended, Err(error) if error.kind() == ErrorKind::ConnectionLost);
        if lost {
            self.lost.store(self.nanoseconds(Instant::now()).max(1), Ordering::Relaxed);
        }
        lost
    }

    /// How long an answer may take: as long as connecting.
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// The same, and none where nobody would have to wait: SQLite's answers come from this process.
    pub fn limit_on_servers(&self) -> Option<Duration> {
        self.on_server.then_some(self.limit)
    }

    /// What is asked: a statement that costs nothing but the round trip.
    pub fn question() -> Statement {
        Statement::plain("SELECT 1", Access::Read)
    }

    /// Waits for the answer, but not for ever.
    ///
    /// # Errors
    /// [`ErrorKind::ConnectionLost`] where there is none in time; what the database answers.
    pub async fn in_time<T>(&self, asking: impl Future<Output = Result<T>>) -> Result<()> {
        match select(pin!(asking), Delay::new(self.limit)).await {
            Either::Left((answered, _)) => answered.map(drop),
            Either::Right(_) => Err(self.silent()),
        }
    }

    /// There was no answer in time.
    #[cold]
    pub fn silent(&self) -> Error {
        let message =
            format!("the server did not answer within {:?}, on a connection that was idle", self.limit);
        Error::new(ErrorKind::ConnectionLost, message)
    }

    fn nanoseconds(&self, moment: Instant) -> u64 {
        u64::try_from(moment.saturating_duration_since(self.born).as_nanos()).unwrap_or(u64::MAX)
    }
}

impl Session {
    /// Whether the connection has to be [asked](Session::check) before it is used again.
    pub fn needs_check(&self) -> bool {
        self.connection.needs_check()
    }

    /// Sees the connection answer, on a session that was kept and is to be used again.
    ///
    /// # Errors
    /// The connection must be closed then, and another one taken.
    pub async fn check(&mut self) -> Result<()> {
        self.connection.check().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn health(url: &str, policy: HealthCheck) -> Health {
        let mut settings = Settings::new(url).unwrap();
        settings.pool.health_check = policy;
        Health::new(&settings)
    }

    /// By the time that it was idle, always, or never; SQLite's only always.
    #[test]
    fn the_policy_decides() {
        let (now, long) = (Instant::now(), Duration::from_secs(30));
        let earlier = now.checked_sub(long).unwrap();
        let sqlite = "sqlite::memory:";
        assert!(!health(sqlite, HealthCheck::IdleFor(long)).is_due(earlier));
        assert!(health(sqlite, HealthCheck::Always).is_due(now));
        assert!(!health(sqlite, HealthCheck::Never).is_due(earlier));
    }

    /// One lost connection makes all suspect that were last used before.
    #[cfg(feature = "server")]
    #[test]
    fn one_that_is_lost_makes_others_suspect() {
        let health = health("postgres://me@db/shop", HealthCheck::IdleFor(Duration::from_secs(30)));
        let before = Instant::now();
        assert!(!health.learn::<()>(&Err(Error::new(ErrorKind::Busy, "locked"))));
        assert!(!health.is_due(before));
        assert!(health.is_due(before.checked_sub(Duration::from_secs(30)).unwrap()));
        assert!(health.learn::<()>(&Err(Error::new(ErrorKind::ConnectionLost, "gone"))));
        assert!(health.is_due(before));
        crate::op::park_on(Delay::new(Duration::from_millis(1)));
        assert!(!health.is_due(Instant::now()));
    }
}
