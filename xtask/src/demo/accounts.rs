//! What the clients and the timer have seen.

use super::{legs::LEGS, workload::Purchase};
use segue::Error;
use std::time::Duration;

/// What was seen, leg by leg.
pub(super) struct Accounts {
    /// One for each of [`LEGS`].
    pub(super) legs: Vec<Account>,
    /// How long all of it took.
    pub(super) lasted: Duration,
}

/// What was seen on one leg.
#[derive(Default)]
pub(super) struct Account {
    /// How long each operation took; without those during which the mode changed.
    pub(super) latencies: Vec<Duration>,
    /// How long the timing went on.
    pub(super) timed: Duration,
    /// How much too late the timer fired.
    pub(super) late: Vec<Duration>,
    /// How many answers were compared.
    pub(super) answers: u64,
    /// How many of them were others, or errors.
    pub(super) differing: u64,
    /// What the first of those were.
    pub(super) examples: Vec<String>,
    /// Purchases that were acknowledged.
    pub(super) acknowledged: Vec<Purchase>,
    /// Purchases that were not.
    pub(super) refused: Vec<Refused>,
}

/// A purchase that ended in an error.
pub(super) struct Refused {
    /// What was to be bought.
    pub(super) purchase: Purchase,
    /// Why it was not.
    pub(super) error: Error,
}

/// How many examples of what differs are kept: enough to see what it is.
const EXAMPLES: usize = 3;

impl Accounts {
    /// Nothing seen yet.
    pub(super) fn new() -> Self {
        Accounts { legs: LEGS.iter().map(|_| Account::default()).collect(), lasted: Duration::ZERO }
    }

    /// Adds what somebody else has seen.
    pub(super) fn add(&mut self, other: Accounts) {
        for (account, other) in self.legs.iter_mut().zip(other.legs) {
            account.add(other);
        }
    }
}

impl Account {
    /// Counts an answer that is not the expected one.
    pub(super) fn differ(&mut self, example: impl FnOnce() -> String) {
        self.differing += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(example());
        }
    }

    fn add(&mut self, other: Account) {
        self.latencies.extend(other.latencies);
        self.timed += other.timed;
        self.late.extend(other.late);
        self.answers += other.answers;
        self.differing += other.differing;
        self.examples.extend(other.examples);
        self.examples.truncate(EXAMPLES);
        self.acknowledged.extend(other.acknowledged);
        self.refused.extend(other.refused);
    }
}
