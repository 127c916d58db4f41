//! What was measured: the raw samples, and what is said of them.

use super::Plan;
use crate::bench::{lineup::Entry, machine::Machine, options::Options, place::Choice};
use kit::{Busy, Engine, Memory, Probe, Work, quantile};
use serde::Serialize;

/// Everything, as it is written into the file beside the report.
#[derive(Clone, Debug, Serialize)]
pub(in crate::bench) struct Figures {
    /// Where.
    pub(in crate::bench) machine: Machine,
    /// By what.
    pub(in crate::bench) command: String,
    /// On one core?
    pub(in crate::bench) pinned: bool,
    /// How much.
    pub(in crate::bench) plan: Plan,
    /// On what.
    pub(in crate::bench) databases: Vec<OnDatabase>,
}

/// What was measured on one database.
#[derive(Clone, Debug, Serialize)]
pub(in crate::bench) struct OnDatabase {
    pub(in crate::bench) engine: Engine,
    /// What it says that it is.
    pub(in crate::bench) version: String,
    /// The contenders; the first is the limit.
    pub(in crate::bench) contenders: Vec<String>,
    #[serde(skip)]
    pub(in crate::bench) entries: Vec<Entry>,
    pub(in crate::bench) works: Vec<OnWork>,
    pub(in crate::bench) crowds: Vec<Point>,
    pub(in crate::bench) rate: Option<OnRate>,
    pub(in crate::bench) streams: Vec<Growth>,
    pub(in crate::bench) waiting: Vec<Waited>,
    pub(in crate::bench) probes: Vec<Probed>,
}

/// What was measured of one kind of work.
#[derive(Clone, Debug, Serialize)]
pub(in crate::bench) struct OnWork {
    pub(in crate::bench) work: Work,
    /// How many turns a round has.
    pub(in crate::bench) turns: i64,
    pub(in crate::bench) contenders: Vec<OfContender>,
}

/// What one contender took.
#[derive(Clone, Debug, Serialize)]
pub(in crate::bench) struct OfContender {
    pub(in crate::bench) name: String,
    /// For one turn, in each round.
    pub(in crate::bench) seconds: Vec<f64>,
}

/// What so many tasks of one contender did, round by round.
#[derive(Clone, Debug, Serialize)]
pub(in crate::bench) struct Point {
    pub(in crate::bench) name: String,
    pub(in crate::bench) tasks: usize,
    pub(in crate::bench) rounds: Vec<Busy>,
}

/// What happened at a fixed rate.
#[derive(Clone, Debug, Serialize)]
pub(in crate::bench) struct OnRate {
    /// Operations a second.
    pub(in crate::bench) rate: f64,
    pub(in crate::bench) contenders: Vec<Point>,
}

/// What memory a stream needs.
#[derive(Clone, Debug, Serialize)]
pub(in crate::bench) struct Growth {
    pub(in crate::bench) name: String,
    pub(in crate::bench) memory: Memory,
}

/// What a thousand tasks need that ask all at once.
#[derive(Clone, Debug, Serialize)]
pub(in crate::bench) struct Waited {
    pub(in crate::bench) name: String,
    pub(in crate::bench) seconds: f64,
    pub(in crate::bench) memory: Option<Memory>,
}

/// What only Segue has.
#[derive(Clone, Debug, Serialize)]
pub(in crate::bench) struct Probed {
    pub(in crate::bench) probe: Probe,
    pub(in crate::bench) name: String,
    pub(in crate::bench) seconds: Vec<f64>,
}

/// A ratio of two contenders, round by round.
#[derive(Clone, Copy, Debug)]
pub(in crate::bench) struct Ratio {
    /// In the middle round.
    pub(in crate::bench) median: f64,
    /// Half of the distance between the quartiles.
    pub(in crate::bench) spread: f64,
}

impl Figures {
    /// None yet.
    pub(in crate::bench) fn new(options: &Options, plan: &Plan) -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        Figures {
            machine: Machine::this(),
            command: format!("cargo xtask {}", arguments.join(" ")),
            pinned: options.pinned,
            plan: plan.clone(),
            databases: Vec::new(),
        }
    }
}

impl OnDatabase {
    /// None yet.
    pub(super) fn new(choice: &Choice, version: String, entries: &[Entry]) -> Self {
        OnDatabase {
            engine: choice.engine,
            version,
            contenders: entries.iter().map(|entry| entry.name.clone()).collect(),
            entries: entries.to_vec(),
            works: Vec::new(),
            crowds: Vec::new(),
            rate: None,
            streams: Vec::new(),
            waiting: Vec::new(),
            probes: Vec::new(),
        }
    }

    /// What was measured of `work`.
    pub(in crate::bench) fn of(&self, work: Work) -> Option<&OnWork> {
        self.works.iter().find(|on| on.work == work)
    }

    /// The middle of what `figure` says of so many tasks of `name`.
    pub(in crate::bench) fn crowd(&self, name: &str, tasks: usize, figure: fn(&Busy) -> f64) -> Option<f64> {
        let point = self.crowds.iter().find(|point| point.name == name && point.tasks == tasks)?;
        point.median(figure)
    }

    /// Segue's contenders.
    pub(in crate::bench) fn phases(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.by_hand.is_some())
    }
}

impl OnWork {
    /// The middle of what `name` took for a turn, in seconds.
    pub(in crate::bench) fn median(&self, name: &str) -> Option<f64> {
        median(self.times(name)?)
    }

    /// How much longer than `limit` it took in the same rounds.
    pub(in crate::bench) fn ratio(&self, name: &str, limit: &str) -> Option<Ratio> {
        Ratio::of(self.times(name)?, self.times(limit)?)
    }

    fn times(&self, name: &str) -> Option<&[f64]> {
        Some(&self.contenders.iter().find(|of| of.name == name)?.seconds)
    }
}

impl Point {
    /// The middle of what `figure` says of each round.
    pub(in crate::bench) fn median(&self, figure: fn(&Busy) -> f64) -> Option<f64> {
        median(&self.rounds.iter().map(figure).collect::<Vec<_>>())
    }
}

impl Ratio {
    fn of(times: &[f64], limit: &[f64]) -> Option<Self> {
        let mut ratios: Vec<f64> = times.iter().zip(limit).map(|(a, b)| a / b).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        let [low, median, high] = [0.25, 0.5, 0.75].map(|share| quantile(&ratios, share));
        Some(Ratio { median: median?, spread: (high? - low?) / 2.0 })
    }
}

/// The middle one.
pub(in crate::bench) fn median(values: &[f64]) -> Option<f64> {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    quantile(&values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rounds are compared with themselves: a slow moment that hits both leaves the ratio alone.
    #[test]
    fn ratios_are_taken_round_by_round() {
        let ratio = Ratio::of(&[20.0, 200.0, 22.0], &[10.0, 100.0, 11.0]).unwrap();
        assert!((ratio.median - 2.0).abs() < 1e-9 && ratio.spread < 1e-9, "{ratio:?}");
        assert!(Ratio::of(&[], &[]).is_none());
    }
}
