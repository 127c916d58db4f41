//! How many points are tried.

use crate::Style;
use segue::{Engine, Mode};
use std::env;

/// How many points of each operation are tried in one mode.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amount {
    /// How often all poll counts are gone through: delays are random.
    pub(super) rounds: usize,
    /// At how many random times it is dropped.
    pub(super) times: usize,
    /// At how many random times it is dropped on a slow network.
    pub(super) slow: usize,
    /// In what kinds of runtimes.
    pub(super) styles: &'static [Style],
}

impl Amount {
    /// What fits into the time that a test may take; with `SEGUE_SWEEP=full`, twenty times as many.
    pub(super) fn of(engine: Engine, mode: Mode) -> Self {
        let is_full = env::var("SEGUE_SWEEP").is_ok_and(|value| value == "full");
        let (times, slow) = match (engine, mode) {
            // Its futures are ready at their first poll, but for what waits.
            (_, Mode::Sync) => (2, 0),
            (Engine::Sqlite, _) => (12, 0),
            _ => (6, 3),
        };
        match is_full {
            true => Amount { rounds: 5, times: times * 20, slow: slow * 20, styles: &Style::ASYNC },
            false => Amount { rounds: 1, times, slow, styles: &Style::ONE },
        }
    }
}
