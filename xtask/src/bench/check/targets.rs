//! bench/figures.toml.

use kit::{Engine, Failure, Work};
use serde::Deserialize;
use std::collections::HashMap;

/// What it holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Targets {
    /// Ratios to the limit.
    pub(super) ratio: Ratios,
    /// Ratios to the driver under the phase, used by hand.
    #[serde(default)]
    pub(super) by_hand: Ratios,
    /// What holds for many tasks.
    pub(super) crowd: CrowdTargets,
    /// What holds for streams.
    pub(super) stream: StreamTargets,
    /// What holds for compiling a query.
    pub(super) compile: CompileTargets,
}

/// For each kind of work, on each database.
pub(super) type Ratios = HashMap<Engine, HashMap<Work, OfPhases>>;

/// For each phase.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfPhases {
    sync: f64,
    threaded: f64,
    native: f64,
}

/// What holds for many tasks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CrowdTargets {
    /// In milliseconds.
    pub(super) timer_late: f64,
    /// On each database.
    pub(super) threaded_to_best_peer: HashMap<Engine, f64>,
}

/// What holds for streams.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StreamTargets {
    /// A ratio.
    pub(super) to_iterator: f64,
    /// In MiB.
    pub(super) memory: f64,
}

/// What holds for compiling a query.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CompileTargets {
    /// In microseconds.
    pub(super) usual: f64,
}

impl Targets {
    /// As the file says.
    ///
    /// # Errors
    /// Where it names something that is not measured.
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        toml::from_str(text).map_err(|error| format!("bench/figures.toml: {error}").into())
    }
}

impl OfPhases {
    /// The figure for the contender `name`; none for the boundary `driver`, which nobody is asked to use.
    pub(super) fn of(&self, name: &str) -> Option<f64> {
        match name {
            "segue sync" => Some(self.sync),
            "segue threaded/operation" => Some(self.threaded),
            "segue native" => Some(self.native),
            _ => None,
        }
    }
}
