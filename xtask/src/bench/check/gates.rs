//! What was measured, beside what is to be reached.

use super::{
    Verdict,
    targets::{Ratios, Targets},
};
use crate::bench::measure::{OnDatabase, median};
use kit::{Probe, Work};

const MEBIBYTE: f64 = 1048576.0;
const SYNC: &str = "segue sync";

/// All that there are figures for.
pub(super) fn verdicts(on: &OnDatabase, targets: &Targets) -> Vec<Verdict> {
    let limit = on.contenders.first().map_or("", String::as_str);
    let mut verdicts = ratios(on, &targets.ratio, |_| Some(limit));
    verdicts.extend(ratios(on, &targets.by_hand, |name| {
        on.entries.iter().find(|entry| entry.name == name)?.by_hand
    }));
    verdicts.extend(timers(on, targets.crowd.timer_late));
    if let Some(wanted) = targets.crowd.threaded_to_best_peer.get(&on.engine) {
        verdicts.extend(beside_peers(on, *wanted));
    }
    verdicts.extend(streams(on, targets.stream.to_iterator));
    verdicts.extend(memory(on, targets.stream.memory));
    verdicts.extend(compiling(on, targets.compile.usual));
    verdicts
}

fn at_most(on: &OnDatabase, what: String, figure: f64, wanted: f64) -> Verdict {
    Verdict { what: format!("{}, {what}", on.version), figure, wanted, at_least: false }
}

fn ratios<'n>(on: &OnDatabase, targets: &Ratios, to: impl Fn(&str) -> Option<&'n str>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for work in &on.works {
        let Some(wanted) = targets.get(&on.engine).and_then(|works| works.get(&work.work)) else { continue };
        for entry in on.phases() {
            let (Some(wanted), Some(to)) = (wanted.of(&entry.name), to(&entry.name)) else { continue };
            let Some(ratio) = work.ratio(&entry.name, to) else { continue };
            let what = format!("{}: {} to {to}", work.work.name(), entry.name);
            verdicts.push(at_most(on, what, ratio.median, wanted));
        }
    }
    verdicts
}

fn timers(on: &OnDatabase, wanted: f64) -> Vec<Verdict> {
    let others = on.phases().filter(|entry| entry.name != SYNC);
    let late = others.filter_map(|entry| {
        let late = on.crowd(&entry.name, 64, |busy| busy.late_p99)? / 1e3;
        let what = format!("{} with 64 tasks: ms that a timer is late", entry.name);
        Some(at_most(on, what, late, wanted))
    });
    late.collect()
}

fn beside_peers(on: &OnDatabase, wanted: f64) -> Option<Verdict> {
    let throughput = |name: &str| on.crowd(name, 64, |busy| busy.throughput);
    let peers = on.entries.iter().filter(|entry| entry.workspace.is_some());
    let best = peers.filter_map(|entry| throughput(&entry.name)).max_by(f64::total_cmp)?;
    let figure = throughput("segue threaded/operation")? / best;
    let what = format!("{}, segue threaded with 64 tasks to the best of the peers", on.version);
    Some(Verdict { what, figure, wanted, at_least: true })
}

fn streams(on: &OnDatabase, wanted: f64) -> Vec<Verdict> {
    let Some(work) = on.of(Work::Stream) else { return Vec::new() };
    let others = on.phases().filter(|entry| entry.name != SYNC);
    let ratios = others.filter_map(|entry| {
        let ratio = work.ratio(&entry.name, SYNC)?.median;
        Some(at_most(on, format!("{}: stream to the blocking iterator", entry.name), ratio, wanted))
    });
    ratios.collect()
}

fn compiling(on: &OnDatabase, wanted: f64) -> Vec<Verdict> {
    let probed = on.probes.iter().filter(|probed| probed.probe == Probe::Compile);
    let times = probed.filter_map(|probed| {
        let figure = median(&probed.seconds)? * 1e6;
        Some(at_most(on, format!("{}: µs to compile a query", probed.name), figure, wanted))
    });
    times.collect()
}

fn memory(on: &OnDatabase, wanted: f64) -> Vec<Verdict> {
    let phases = on.phases().filter_map(|entry| on.streams.iter().find(|growth| growth.name == entry.name));
    let grown = phases.map(|growth| {
        let figure = (growth.memory.peak - growth.memory.before) as f64 / MEBIBYTE;
        at_most(on, format!("{}: MiB for a stream", growth.name), figure, wanted)
    });
    grown.collect()
}
