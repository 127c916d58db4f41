//! Which phase fits a database and why, in words made of the figures.

use super::measure::OnDatabase;
use crate::numbers::{bytes, grouped, time};
use kit::Work;
use std::time::Duration;

/// A timer that is later than that makes an application feel slow: in microseconds.
const LATE: f64 = 5_000.0;

/// The closing paragraph; empty where too little was measured.
pub(super) fn closing(on: &OnDatabase) -> String {
    let sentences =
        [blocking(on), asynchronous(on), timers(on), rows(on), by_hand(on), streams(on), advice(on)];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Segue's phases with a figure, the best (smallest) first.
fn ranked(on: &OnDatabase, figure: impl Fn(&str) -> Option<f64>) -> Vec<(&str, f64)> {
    let phases = on.phases().filter_map(|entry| Some((entry.name.as_str(), figure(&entry.name)?)));
    let mut ranked: Vec<(&str, f64)> = phases.collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    ranked
}

fn by_throughput(on: &OnDatabase) -> Vec<(&str, f64)> {
    let mut ranked = ranked(on, |name| on.crowd(name, 64, |busy| busy.throughput));
    ranked.retain(|(name, _)| *name != "segue sync");
    ranked.reverse();
    ranked
}

fn phase(name: &str) -> &str {
    name.trim_start_matches("segue ").trim_end_matches("/operation")
}

fn seconds(seconds: f64) -> String {
    time(Duration::from_secs_f64(seconds))
}

fn blocking(on: &OnDatabase) -> Option<String> {
    let (work, limit) = (on.of(Work::Pooled)?, on.contenders.first()?);
    let ranked = ranked(on, |name| work.median(name));
    let ((best, least), others) = ranked.split_first()?;
    let ratio = work.ratio(best, limit)?.median;
    let others: Vec<String> =
        others.iter().map(|(name, time)| format!("{} for `{}`", seconds(*time), phase(name))).collect();
    let others = if others.is_empty() { String::new() } else { format!(" ({})", others.join(", ")) };
    Some(format!(
        "One request after the other, `{}` answers a get by key soonest: in {}, {ratio:.2} times what {limit} needs on a \
         connection that it holds{others}.",
        phase(best),
        seconds(*least),
    ))
}

fn asynchronous(on: &OnDatabase) -> Option<String> {
    let ranked = by_throughput(on);
    let ((best, most), others) = ranked.split_first()?;
    let p99 = on.crowd(best, 64, |busy| busy.p99)? / 1e6;
    let others: Vec<String> = others
        .iter()
        .map(|(name, throughput)| format!("{:.1} times as many as `{}`", most / throughput, phase(name)))
        .collect();
    let others = if others.is_empty() { String::new() } else { format!(", {}", others.join(" and ")) };
    Some(format!(
        "With 64 tasks over eight connections, `{}` answers most: {} gets a second{others}, 99 of a hundred within {}.",
        phase(best),
        grouped(*most as u64),
        seconds(p99),
    ))
}

fn timers(on: &OnDatabase) -> Option<String> {
    let ranked = ranked(on, |name| on.crowd(name, 64, |busy| busy.late_p99));
    let (good, bad): (Vec<_>, Vec<_>) = ranked.into_iter().partition(|(_, late)| *late <= LATE);
    let list = |phases: &[(&str, f64)]| {
        let each = phases.iter().map(|(name, late)| format!("`{}` ({})", phase(name), seconds(late / 1e6)));
        each.collect::<Vec<_>>().join(", ")
    };
    match (good.is_empty(), bad.is_empty()) {
        (true, true) => None,
        (true, false) => Some(format!("A timer beside them fires late in every phase: {}.", list(&bad))),
        (false, true) => Some(format!("A timer beside them fires in time in every phase: {}.", list(&good))),
        (false, false) => Some(format!(
            "A timer beside them fires in time in {}, and late in {}, whose statements hold up the runtime's threads.",
            list(&good),
            list(&bad),
        )),
    }
}

fn rows(on: &OnDatabase) -> Option<String> {
    let work = on.of(Work::Load)?;
    let ranked = ranked(on, |name| work.median(name));
    let ((best, least), (worst, most)) = (ranked.first()?, ranked.last()?);
    (best != worst).then(|| {
        format!(
            "Ten thousand rows are loaded soonest by `{}`, in {}; `{}` takes {:.1} times as long.",
            phase(best),
            seconds(*least),
            phase(worst),
            most / least,
        )
    })
}

fn by_hand(on: &OnDatabase) -> Option<String> {
    let mut parts = Vec::new();
    for entry in on.phases().filter(|entry| !entry.name.contains("threaded")) {
        let Some(driver) = entry.by_hand else { continue };
        let ratios = on.works.iter().filter_map(|work| Some((work.ratio(&entry.name, driver)?.median, work)));
        let mut ratios: Vec<_> = ratios.collect();
        ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (Some(least), Some(most)) = (ratios.first(), ratios.last()) else { continue };
        parts.push(format!(
            "`{}` takes from {:.2} ({}) to {:.2} times ({}) of what {driver} takes by hand",
            phase(&entry.name),
            least.0,
            least.1.work.name(),
            most.0,
            most.1.work.name(),
        ));
    }
    (!parts.is_empty()).then(|| format!("{}.", parts.join("; ")))
}

fn streams(on: &OnDatabase) -> Option<String> {
    let grown = |name: &str| {
        let growth = on.streams.iter().find(|growth| growth.name == name)?;
        Some((growth.memory.peak - growth.memory.before) as f64)
    };
    let ranked = ranked(on, grown);
    let ((least, small), (most, large)) = (ranked.first()?, ranked.last()?);
    Some(format!(
        "A stream of a hundred thousand rows needs between {} (`{}`) and {} (`{}`).",
        bytes(*small as u64),
        phase(least),
        bytes(*large as u64),
        phase(most),
    ))
}

fn advice(on: &OnDatabase) -> Option<String> {
    let work = on.of(Work::Pooled)?;
    let (blocking, _) = *ranked(on, |name| work.median(name)).first()?;
    let (tasks, _) = *by_throughput(on).first()?;
    let name = on.version.split(' ').next()?;
    Some(match blocking == tasks {
        true => format!(
            "By these figures, `{}` fits {name}, for one request at a time and for many.",
            phase(tasks)
        ),
        false => format!(
            "By these figures, `{}` fits {name} as long as an application blocks, and `{}` as soon as many tasks share it.",
            phase(blocking),
            phase(tasks),
        ),
    })
}
