//! How much is measured.

use crate::bench::options::Options;
use serde::Serialize;
use std::time::Duration;

/// How much is measured.
#[derive(Clone, Debug, Serialize)]
pub(in crate::bench) struct Plan {
    /// How many rounds each kind of work has.
    pub(in crate::bench) rounds: usize,
    /// For how long the limit works in each; the others do as many turns.
    pub(in crate::bench) each: Duration,
    /// How many rounds the crowds have.
    pub(in crate::bench) crowd_rounds: usize,
    /// For how long a crowd works in each.
    pub(in crate::bench) crowd: Duration,
    /// How large the crowds are.
    pub(in crate::bench) tasks: Vec<usize>,
}

impl Plan {
    /// As the options say.
    pub(in crate::bench) fn of(options: &Options) -> Self {
        let tasks = vec![1, 8, 64, 256];
        let millis = Duration::from_millis;
        match options.quick {
            true => Plan { rounds: 9, each: millis(10), crowd_rounds: 2, crowd: millis(200), tasks },
            false => Plan { rounds: 25, each: millis(30), crowd_rounds: 5, crowd: millis(500), tasks },
        }
    }
}
