//! Many tasks over one pool.

use super::{OnRate, Plan, Point};
use crate::bench::{process::Process, progress::Progress};
use kit::Failure;

/// As much as so many tasks can do: round by round, each contender once for each size.
///
/// # Errors
/// A contender's.
pub(super) fn closed(
    processes: &mut [Process],
    plan: &Plan,
    progress: &Progress,
) -> Result<Vec<Point>, Failure> {
    let mut points = Vec::new();
    for round in 0..plan.crowd_rounds {
        for &tasks in &plan.tasks {
            progress.now(&format!("get by key, {tasks} tasks over a pool of 8"));
            let all = processes.len();
            for place in 0..all {
                let process = &mut processes[(place + round) % all];
                if let Some(busy) = process.closed(tasks, plan.crowd)? {
                    add(&mut points, process.name(), tasks, busy);
                }
                progress.done(1);
            }
        }
    }
    Ok(points)
}

/// Half of what the slowest managed with 64 tasks: all can keep up, and what differs is how long one waits.
///
/// # Errors
/// A contender's.
pub(super) fn at_a_rate(
    processes: &mut [Process],
    points: &[Point],
    plan: &Plan,
    progress: &Progress,
) -> Result<Option<OnRate>, Failure> {
    let crowded = points.iter().filter(|point| point.tasks == 64);
    let slowest = crowded.filter_map(|point| point.median(|busy| busy.throughput)).min_by(f64::total_cmp);
    let Some(slowest) = slowest else { return Ok(None) };
    let rate = round_down(slowest / 2.0);
    let mut contenders = Vec::new();
    for round in 0..plan.crowd_rounds {
        progress.now(&format!("get by key, {rate} a second"));
        let all = processes.len();
        for place in 0..all {
            let process = &mut processes[(place + round) % all];
            if let Some(busy) = process.open(rate, plan.crowd)? {
                add(&mut contenders, process.name(), 0, busy);
            }
            progress.done(1);
        }
    }
    Ok(Some(OnRate { rate, contenders }))
}

/// To two digits: a figure that can be said.
fn round_down(rate: f64) -> f64 {
    let digit = 10_f64.powf(rate.log10().floor() - 1.0);
    (rate / digit).floor() * digit
}

fn add(points: &mut Vec<Point>, name: &str, tasks: usize, busy: kit::Busy) {
    match points.iter_mut().find(|point| point.name == name && point.tasks == tasks) {
        Some(point) => point.rounds.push(busy),
        None => points.push(Point { name: name.to_owned(), tasks, rounds: vec![busy] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two digits, whatever the size.
    #[test]
    fn rates_are_round() {
        assert!((round_down(12_345.0) - 12_000.0).abs() < 1e-6);
        assert!((round_down(987.0) - 980.0).abs() < 1e-6);
    }
}
