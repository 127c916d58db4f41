//! One run of an operation, dropped at one point.

use super::{Cut, Fate, Ground, Operation};
use crate::setup::failed;
use futures_timer::Delay;
use segue::{Database, Result};
use std::{
    ops::Deref,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

/// One run of an operation: the database, where it is dropped, and what became of it. Cheap to clone.
#[derive(Clone)]
pub struct Stage(Arc<Inner>);

/// What a [`Stage`] holds.
pub struct Inner {
    /// Where it runs.
    pub ground: Arc<Ground>,
    /// A number that no other run on the same database has.
    pub number: usize,
    cut: Cut,
    watch: Option<&'static str>,
    seen: Mutex<Seen>,
    /// How many callbacks have run.
    called: AtomicI64,
}

/// What was seen of a run.
#[derive(Clone, Default)]
struct Seen {
    before: i64,
    fate: Option<Fate>,
    polls: usize,
    /// By how much the watched number may have changed, where the run knows better than the operation.
    changes: Option<Vec<i64>>,
    /// How many callbacks run if it has changed.
    callbacks: i64,
}

/// What became of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) fate: Fate,
    pub(super) polls: usize,
    /// Whether its effect is there.
    pub(super) changed: bool,
}

/// Callbacks of a commit run elsewhere when nobody waits for them, and end within this time.
const CALLED: Duration = Duration::from_secs(10);

impl Stage {
    /// The run with that number.
    pub(super) fn new(ground: Arc<Ground>, operation: &Operation, number: usize, cut: Cut) -> Self {
        let watch = operation.watch;
        Stage(Arc::new(Inner {
            ground,
            number,
            cut,
            watch,
            seen: Mutex::default(),
            called: AtomicI64::new(0),
        }))
    }

    /// Runs what the operation is about up to the cut. Gives back what it gave, if it came to its end.
    ///
    /// # Errors
    /// Its own.
    pub async fn cut<T>(&self, future: impl Future<Output = Result<T>>) -> Result<Option<T>> {
        let before = self.watched()?;
        let (output, polls) = self.cut.of(future).await;
        let fate = match (output.is_some(), polls) {
            (true, _) => Fate::Ended,
            (false, 0) => Fate::Untouched,
            (false, _) => Fate::Dropped,
        };
        self.change(|seen| (seen.before, seen.fate, seen.polls) = (before, Some(fate), polls));
        output.transpose()
    }

    /// By how much the watched number may have changed, in place of what the operation says.
    pub fn expect(&self, changes: &[i64]) {
        self.change(|seen| seen.changes = Some(changes.to_vec()));
    }

    /// So many callbacks run after the commit, and none without it.
    pub fn expect_callbacks(&self, callbacks: i64) {
        self.change(|seen| seen.callbacks = callbacks);
    }

    /// Whether what was to be cut was dropped before its first poll.
    pub fn is_untouched(&self) -> bool {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner).fate == Some(Fate::Untouched)
    }

    /// A callback has run.
    pub fn called(&self) {
        self.0.called.fetch_add(1, Ordering::SeqCst);
    }

    /// Sees that the effect is there as a whole, or not at all.
    ///
    /// # Errors
    /// Where it is neither; where what was never polled has changed anything.
    pub(super) async fn outcome(&self, whole: i64) -> Result<Outcome> {
        let seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let fate = seen.fate.ok_or_else(|| failed("the operation cut nothing"))?;
        let change = self.watched()? - seen.before;
        let allowed = match (seen.changes, fate) {
            (Some(changes), _) => changes,
            (None, Fate::Untouched) => vec![0],
            (None, Fate::Dropped) => vec![0, whole],
            (None, Fate::Ended) => vec![whole],
        };
        if !allowed.contains(&change) {
            return Err(failed(format!("{fate:?}: the effect is {change}, and may be {allowed:?}")));
        }
        self.expect_called(if change == 0 { 0 } else { seen.callbacks }).await?;
        Ok(Outcome { fate, polls: seen.polls, changed: change != 0 })
    }

    async fn expect_called(&self, times: i64) -> Result<()> {
        let deadline = Instant::now() + CALLED;
        loop {
            match self.0.called.load(Ordering::SeqCst) {
                called if called == times => return Ok(()),
                called if called > times || Instant::now() > deadline => {
                    return Err(failed(format!("{called} callbacks have run, expected {times}")));
                }
                _ => Delay::new(Duration::from_micros(200)).await,
            }
        }
    }

    fn watched(&self) -> Result<i64> {
        self.0.watch.map_or(Ok(0), |sql| self.0.ground.outside.number(sql))
    }

    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.0.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Inner {
    /// The handle of the database.
    pub fn db(&self) -> Database {
        self.ground.db()
    }
}

impl Deref for Stage {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
