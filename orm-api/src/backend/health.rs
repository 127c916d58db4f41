//! Whether a connection still answers is asked before it is used again, where there is reason to.

use super::{Access, HealthCheck, Location, Session, Settings, Statement};
use crate::error::{Error, ErrorKind, Result, connecting};
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
    location: Location,
    connect_timeout: Duration,
    born: Instant,
    /// When a statement last met a lost connection, in nanoseconds since `born`; 0 for never.
    lost: AtomicU64,
    /// When a connection was last asked in vain, in the same way.
    silent: AtomicU64,
}

impl Health {
    /// Nothing is known yet.
    pub fn new(settings: &Settings) -> Self {
        let on_server = matches!(settings.location, Location::Server(_));
        let policy = match settings.pool.health_check {
            HealthCheck::IdleFor(_) if !on_server => HealthCheck::Never,
            policy => policy,
        };
        let (location, connect_timeout) = (settings.location.clone(), settings.server.connect_timeout);
        let (lost, silent) = (AtomicU64::new(0), AtomicU64::new(0));
        Health { policy, location, connect_timeout, born: Instant::now(), lost, silent }
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
            self.note(&self.lost);
        }
        lost
    }

    /// How long an answer may take: half as long as connecting. The other half is for connecting anew, so that a server which does
    /// not answer costs its callers the time of connecting once.
    pub fn limit(&self) -> Duration {
        self.connect_timeout / 2
    }

    /// How long connecting may take where that other half is all that is left, since a connection was asked in vain just now. None
    /// where the driver is to keep the time.
    pub fn rest(&self) -> Option<Duration> {
        let silent = self.silent.load(Ordering::Relaxed);
        let ago = self.nanoseconds(Instant::now()).saturating_sub(silent);
        (silent > 0 && u128::from(ago) < self.limit().as_nanos()).then(|| self.limit())
    }

    /// Waits until a connection is open, for no longer than that.
    ///
    /// # Errors
    /// [`ErrorKind::ConnectTimeout`]; those of connecting.
    pub async fn connected<T>(&self, connecting: impl Future<Output = Result<T>>) -> Result<T> {
        let Some(rest) = self.rest() else { return connecting.await };
        match select(pin!(connecting), Delay::new(rest)).await {
            Either::Left((connected, _)) => connected,
            Either::Right(_) => Err(self.not_connected(rest)),
        }
    }

    /// No connection was open within `rest`.
    #[cold]
    pub fn not_connected(&self, rest: Duration) -> Error {
        let message = format!("no connection within {rest:?}, after one that was open did not answer");
        connecting(&self.location, Error::new(ErrorKind::ConnectTimeout, message))
    }

    /// The same, and none where nobody would have to wait: SQLite's answers come from this process.
    pub fn limit_on_servers(&self) -> Option<Duration> {
        matches!(self.location, Location::Server(_)).then(|| self.limit())
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
        match select(pin!(asking), Delay::new(self.limit())).await {
            Either::Left((answered, _)) => answered.map(drop),
            Either::Right(_) => Err(self.silent()),
        }
    }

    /// Notes that there was no answer in time, and tells of it.
    #[cold]
    pub fn silent(&self) -> Error {
        self.note(&self.silent);
        let message =
            format!("the server did not answer within {:?}, on a connection that was idle", self.limit());
        Error::new(ErrorKind::ConnectionLost, message)
    }

    fn note(&self, what: &AtomicU64) {
        what.store(self.nanoseconds(Instant::now()).max(1), Ordering::Relaxed);
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

    /// Whoever asks in vain has half of the time left for connecting, and only he: later it is whole again.
    #[cfg(feature = "server")]
    #[test]
    fn asking_and_connecting_take_the_time_of_connecting() {
        let mut settings = Settings::new("postgres://me@db/shop").unwrap();
        settings.server.connect_timeout = Duration::from_millis(100);
        let health = Health::new(&settings);
        assert_eq!((health.limit(), health.rest()), (Duration::from_millis(50), None));
        let asked = crate::op::park_on(health.in_time(std::future::pending::<Result<()>>()));
        assert_eq!(asked.unwrap_err().kind(), ErrorKind::ConnectionLost);
        assert_eq!(health.rest(), Some(Duration::from_millis(50)));
        let connected = crate::op::park_on(health.connected(std::future::pending::<Result<()>>()));
        assert_eq!(connected.unwrap_err().kind(), ErrorKind::ConnectTimeout);
        assert_eq!(health.rest(), None);
    }
}
