//! Running a transaction again.

use crate::{
    error::{Error, ErrorKind},
    op::park_on,
};
use futures_timer::Delay;
use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

/// When, how often, and after which pause a transaction is run again.
///
/// Only where another transaction was in the way, and it is certain that nothing was done: serialization failures, deadlocks,
/// locks that were not had in time (`BUSY_SNAPSHOT` on SQLite among them), tables that have changed. Pauses are random, up to a
/// bound that doubles with each try ("full jitter", as Amazon's builders' library describes it), so that those who met do not
/// meet again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    times: u32,
    first: Duration,
    longest: Duration,
    lost: bool,
}

impl RetryPolicy {
    /// At most so many times more, after at most 10 ms, then 20 ms, up to one second.
    pub const fn times(times: u32) -> Self {
        let (first, longest) = (Duration::from_millis(10), Duration::from_secs(1));
        RetryPolicy { times, first, longest, lost: false }
    }

    /// Never.
    pub(super) const fn never() -> Self {
        RetryPolicy::times(0)
    }

    /// The longest pause before the second try, and before any.
    #[must_use]
    pub const fn pauses(self, first: Duration, longest: Duration) -> Self {
        RetryPolicy { first, longest, ..self }
    }

    /// Also where the connection was lost before `COMMIT` was sent, or none could be had: until a server is there again.
    #[must_use]
    pub const fn when_lost(self) -> Self {
        RetryPolicy { lost: true, ..self }
    }

    /// Whether it is ever run again.
    pub(super) const fn is_any(&self) -> bool {
        self.times > 0
    }

    /// Whether it is run again after `error` of the try with that number.
    pub(super) fn advises(&self, error: &Error, attempt: u32) -> bool {
        attempt <= self.times && error.retry().advised() && self.covers(error.kind())
    }

    fn covers(&self, kind: ErrorKind) -> bool {
        match kind {
            ErrorKind::SerializationFailure
            | ErrorKind::Deadlock
            | ErrorKind::Busy
            | ErrorKind::StalePlan => true,
            ErrorKind::ConnectionLost
            | ErrorKind::Connect
            | ErrorKind::ConnectTimeout
            | ErrorKind::AcquireTimeout
            | ErrorKind::Overloaded => self.lost,
            _ => false,
        }
    }

    /// The pause after the try with that number.
    pub(super) async fn pause(&self, error: &Error, attempt: u32) {
        let pause = self.length(attempt);
        tracing::info!(%error, attempt, ?pause, "running the transaction again");
        Delay::new(pause).await;
    }

    /// [`pause`](RetryPolicy::pause) for blocking code.
    pub(super) fn pause_wait(&self, error: &Error, attempt: u32) {
        park_on(self.pause(error, attempt));
    }

    fn length(&self, attempt: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let longest = self.first.saturating_mul(doubled).min(self.longest);
        // The standard library's only source of chance; any will do.
        let chance = RandomState::new().hash_one(attempt) as f64 / u64::MAX as f64;
        longest.mul_f64(chance.clamp(0.0, 1.0))
    }
}

impl From<u32> for RetryPolicy {
    fn from(times: u32) -> Self {
        RetryPolicy::times(times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Outcome;

    /// Conflicts are tried again, so often; what nobody knows the end of never is.
    #[test]
    fn only_what_certainly_did_not_happen_is_tried_again() {
        let policy = RetryPolicy::times(2);
        let conflict = Error::new(ErrorKind::Deadlock, "x");
        assert!(
            policy.advises(&conflict, 1) && policy.advises(&conflict, 2) && !policy.advises(&conflict, 3)
        );
        assert!(!policy.when_lost().advises(&conflict.clone().with_outcome(Outcome::Unknown), 1));
        assert!(!policy.advises(&Error::new(ErrorKind::UniqueViolation, "x"), 1));
        let lost = Error::new(ErrorKind::ConnectionLost, "x");
        assert!(!policy.advises(&lost, 1) && policy.when_lost().advises(&lost, 1));
        assert!(!policy.when_lost().advises(&lost.with_outcome(Outcome::Unknown), 1));
    }

    /// Pauses have a bound that doubles, up to the longest.
    #[test]
    fn pauses_are_bounded() {
        let policy = RetryPolicy::times(u32::MAX).pauses(Duration::from_millis(8), Duration::from_millis(20));
        for (attempt, bound) in [(1, 8), (2, 16), (3, 20), (u32::MAX, 20)] {
            assert!((0..50).all(|_| policy.length(attempt) <= Duration::from_millis(bound)));
        }
    }
}
