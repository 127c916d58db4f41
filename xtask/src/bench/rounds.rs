//! Rounds: in each, every contender does every work once, in another order than in the round before.

use super::{
    contender::{Contender, Failure},
    rows::Tally,
    work::{Asked, Work},
};
use crate::numbers::quantile;
use indicatif::ProgressBar;
use std::time::{Duration, Instant};

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// How many rounds.
    pub(super) rounds: usize,
    /// For how long the bare driver works in each; the others do as many turns.
    pub(super) each: Duration,
}

impl Plan {
    /// For a first look.
    pub(super) const QUICK: Plan = Plan { rounds: 15, each: Duration::from_millis(12) };
    /// For figures to be kept.
    pub(super) const FULL: Plan = Plan { rounds: 41, each: Duration::from_millis(40) };
}

/// What one contender took for one work.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// The contender.
    pub(super) name: &'static str,
    /// Whom it is measured against, besides the bare driver.
    pub(super) peer: Option<&'static str>,
    /// For one turn, in each round.
    pub(super) times: Vec<Duration>,
}

/// The figures of one work, the bare driver's first.
#[derive(Clone, Debug)]
pub(super) struct Figures {
    pub(super) work: Work,
    pub(super) figures: Vec<Figure>,
}

/// Measures all.
///
/// # Errors
/// Where a contender fails, or brings other rows than the others.
pub(super) fn measure(contenders: &mut [Box<dyn Contender>], plan: Plan) -> Result<Vec<Figures>, Failure> {
    let bar = ProgressBar::new((plan.rounds * Work::ALL.len()) as u64);
    let mut all = Vec::new();
    for work in Work::ALL {
        bar.set_message(work.name());
        let mut figures = start(work, contenders);
        let turns = turns(work, contenders, plan)?;
        for round in 0..plan.rounds {
            let first = (round as i64 + 1) * turns;
            let asked = Asked { work, turns: first..first + turns };
            one_round(contenders, &asked, round, &mut figures)?;
            bar.inc(1);
        }
        all.push(figures);
    }
    bar.finish_and_clear();
    Ok(all)
}

fn start(work: Work, contenders: &[Box<dyn Contender>]) -> Figures {
    let figures = contenders.iter().map(|contender| Figure {
        name: contender.name(),
        peer: contender.peer(),
        times: Vec::new(),
    });
    Figures { work, figures: figures.collect() }
}

/// How many turns take the bare driver as long as planned. Every contender does as many to warm up, so that new rows
/// get the same keys.
fn turns(work: Work, contenders: &mut [Box<dyn Contender>], plan: Plan) -> Result<i64, Failure> {
    let warm_up = Asked { work, turns: 0..if work == Work::Load { 3 } else { 100 } };
    for contender in contenders.iter_mut() {
        contender.run(&warm_up)?;
    }
    let mut bare = None;
    for contender in contenders.iter_mut() {
        let started = Instant::now();
        contender.run(&warm_up)?;
        bare = bare.or(Some(started.elapsed().div_f64(warm_up.turns.end as f64)));
    }
    let bare = bare.unwrap_or_default().as_secs_f64().max(1e-9);
    Ok((plan.each.as_secs_f64() / bare).ceil() as i64)
}

fn one_round(
    contenders: &mut [Box<dyn Contender>],
    asked: &Asked,
    round: usize,
    figures: &mut Figures,
) -> Result<(), Failure> {
    let mut expected: Option<(&'static str, Tally)> = None;
    for place in 0..contenders.len() {
        let index = (place + round) % contenders.len();
        let contender = &mut contenders[index];
        let started = Instant::now();
        let tally = contender.run(asked)?;
        let took = started.elapsed();
        let turns = (asked.turns.end - asked.turns.start) as f64;
        figures.figures[index].times.push(took.div_f64(turns));
        let (first, wanted) = *expected.get_or_insert((contender.name(), tally));
        if wanted != tally {
            let (work, name) = (asked.work.name(), contender.name());
            return Err(format!(
                "{work}: {first} brought {wanted:?}, {name} {tally:?}; they must do the same"
            )
            .into());
        }
    }
    Ok(())
}

/// A ratio of two contenders, round by round.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ratio {
    /// In the middle round.
    pub(super) median: f64,
    /// Half of the distance between the quartiles.
    pub(super) spread: f64,
}

impl Figure {
    /// The middle time.
    pub(super) fn median(&self) -> Option<Duration> {
        let mut times = self.times.clone();
        times.sort_unstable();
        quantile(&times, 0.5)
    }

    /// How much longer than `other` it took in the same rounds.
    pub(super) fn ratio_to(&self, other: &Figure) -> Option<Ratio> {
        let pairs = self.times.iter().zip(&other.times);
        let mut ratios: Vec<f64> = pairs.map(|(a, b)| a.as_secs_f64() / b.as_secs_f64()).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        let [low, median, high] = [0.25, 0.5, 0.75].map(|share| quantile(&ratios, share));
        Some(Ratio { median: median?, spread: (high? - low?) / 2.0 })
    }
}

impl Figures {
    /// The figure of `name`.
    pub(super) fn of(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(times: &[u64]) -> Figure {
        let times = times.iter().copied().map(Duration::from_micros).collect();
        Figure { name: "a", peer: None, times }
    }

    /// Rounds are compared with themselves: a slow moment that hits both leaves the ratio alone.
    #[test]
    fn ratios_are_taken_round_by_round() {
        let ratio = figure(&[20, 200, 22]).ratio_to(&figure(&[10, 100, 11])).unwrap();
        assert!((ratio.median - 2.0).abs() < 1e-9 && ratio.spread < 1e-9, "{ratio:?}");
        assert!(figure(&[]).ratio_to(&figure(&[])).is_none());
    }
}
