//! The charts of one database.

use super::{bars::Bars, lines::Lines};
use crate::{
    bench::measure::{OnDatabase, OnWork},
    numbers::{bytes, grouped, time},
};
use kit::Busy;
use std::time::Duration;

/// All of them, with what they show.
pub(super) fn all(on: &OnDatabase) -> String {
    [crowds(on), timers(on), rate(on), works(on), memory(on)].concat()
}

fn section(title: &str, note: &str, figures: impl Iterator<Item = String>) -> String {
    let figures: String = figures.collect();
    match figures.is_empty() {
        true => figures,
        false => format!("<h3>{title}</h3><p class=\"note\">{note}</p><div class=\"grid\">{figures}</div>"),
    }
}

fn micros(value: f64) -> String {
    time(Duration::from_secs_f64(value / 1e6))
}

fn crowds(on: &OnDatabase) -> String {
    let lines = [
        lines(on, "gets a second", |busy| busy.throughput, false, |value| grouped(value as u64)),
        lines(on, "p50 of a get", |busy| busy.p50, true, micros),
        lines(on, "p99 of a get", |busy| busy.p99, true, micros),
    ];
    let note = "Each task asks for one row by its key, again and again. A time begins when the task is ready to ask, so that \
                waiting for a thread or a connection counts. diesel runs on tokio's blocking threads here, over r2d2.";
    section("Many tasks over a pool of eight connections", note, lines.into_iter())
}

fn lines(
    on: &OnDatabase,
    title: &str,
    figure: fn(&Busy) -> f64,
    logarithmic: bool,
    shown: fn(f64) -> String,
) -> String {
    let mut tasks: Vec<usize> = on.crowds.iter().map(|point| point.tasks).collect();
    tasks.sort_unstable();
    tasks.dedup();
    let of = |name: &String| tasks.iter().map(|tasks| on.crowd(name, *tasks, figure)).collect::<Vec<_>>();
    let series = on.contenders.iter().map(|name| (name.as_str(), of(name)));
    let series = series.filter(|(_, values)| values.iter().any(Option::is_some)).collect();
    let places = tasks.iter().map(ToString::to_string).collect();
    Lines { title: title.to_owned(), places, series, logarithmic, shown }.figure()
}

fn timers(on: &OnDatabase) -> String {
    let late = |tasks: usize| {
        let bars = on.contenders.iter().filter_map(|name| {
            let late = on.crowd(name, tasks, |busy| busy.late_p99)?;
            Some((name.as_str(), late, micros(late)))
        });
        let title = format!("{tasks} tasks: how late in 99 of a hundred times");
        Bars { title, bars: bars.collect(), logarithmic: true, mark: Some(5_000.0) }.figure()
    };
    let note = "A timer of a millisecond on the runtime whose tasks use the database: how late it fires is how long statements \
                hold up the runtime's threads. The line is at 5 ms. Powers of ten.";
    section("A timer beside them", note, [late(8), late(64)].into_iter())
}

fn rate(on: &OnDatabase) -> String {
    let Some(rate) = &on.rate else { return String::new() };
    let chart = |title: &str, figure: fn(&Busy) -> f64| {
        let bars = rate.contenders.iter().filter_map(|point| {
            let value = point.median(figure)?;
            Some((point.name.as_str(), value, micros(value)))
        });
        Bars { title: title.to_owned(), bars: bars.collect(), logarithmic: true, mark: None }.figure()
    };
    let title = format!("{} gets a second, whatever happens", grouped(rate.rate as u64));
    let note = "They arrive at a fixed rate, half of what the slowest contender managed with 64 tasks. A time begins when the \
                request was due, so that nobody gains by falling behind. Powers of ten.";
    let charts =
        [chart("p50", |busy| busy.p50), chart("p99", |busy| busy.p99), chart("p99.9", |busy| busy.p999)];
    section(&title, note, charts.into_iter())
}

fn works(on: &OnDatabase) -> String {
    let Some(limit) = on.contenders.first() else { return String::new() };
    let note = format!(
        "One turn after the other, each awaited: how much longer it takes than {limit}, at the line. By hand, one connection is \
         held; Segue takes one out of its pool for each operation."
    );
    section("Work by work", &note, on.works.iter().map(|work| ratios(on, work, limit)))
}

fn ratios(on: &OnDatabase, work: &OnWork, limit: &str) -> String {
    let bars = on.contenders.iter().filter_map(|name| {
        let (ratio, seconds) = (work.ratio(name, limit)?, work.median(name)?);
        let shown = format!("{:.2} · {}", ratio.median, time(Duration::from_secs_f64(seconds)));
        Some((name.as_str(), ratio.median, shown))
    });
    let title = work.work.name().to_owned();
    Bars { title, bars: bars.collect(), logarithmic: false, mark: Some(1.0) }.figure()
}

fn memory(on: &OnDatabase) -> String {
    let grown = |memory: kit::Memory| (memory.peak - memory.before) as f64;
    let streams = on.streams.iter().map(|growth| (growth.name.as_str(), grown(growth.memory)));
    let waiting = on.waiting.iter().filter_map(|waited| Some((waited.name.as_str(), grown(waited.memory?))));
    let chart = |title: &str, values: Vec<(&str, f64)>| {
        // Nothing at all has no place on the axis; a page has.
        let bars = values.into_iter().map(|(name, value)| (name, value.max(1.0), bytes(value as u64)));
        Bars { title: title.to_owned(), bars: bars.collect(), logarithmic: false, mark: None }.figure()
    };
    let charts = [
        chart("a stream of 100,000 rows", streams.collect()),
        chart("1,000 tasks that ask at once", waiting.collect()),
    ];
    let note = "What a process needs at most on top of what it had, in a process that has done nothing else.";
    section("Memory", note, charts.into_iter())
}
