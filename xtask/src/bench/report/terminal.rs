//! Tables in the terminal.

use crate::{
    bench::measure::{Figures, OnDatabase, Ratio, median},
    numbers::{bytes, grouped, time},
};
use comfy_table::{CellAlignment, Table, presets::UTF8_FULL_CONDENSED};
use kit::Busy;
use std::time::Duration;

/// All tables of all databases.
pub(in crate::bench) fn print(figures: &Figures) {
    for on in &figures.databases {
        println!("\n{}", on.version);
        works(on, figures.plan.rounds);
        crowds(on);
        rate(on);
        memory(on);
        probes(on);
    }
}

fn works(on: &OnDatabase, rounds: usize) {
    let Some((limit, others)) = on.contenders.split_first() else { return };
    if on.works.is_empty() {
        return;
    }
    println!(
        "one turn of {limit}, and the others' ratio to it in the same round: median of {rounds} rounds ± half the \
         distance between the quartiles"
    );
    let head = ["work", limit].into_iter().chain(others.iter().map(String::as_str));
    table(
        head,
        on.works.iter().map(|work| {
            let ratios = others.iter().map(|name| shown(work.ratio(name, limit)));
            let limit = seconds(work.median(limit));
            [work.work.name().to_owned(), limit].into_iter().chain(ratios).collect()
        }),
    );
}

fn crowds(on: &OnDatabase) {
    if on.crowds.is_empty() {
        return;
    }
    println!("get by key, tasks over a pool of 8: operations a second; p50 / p99 / p99.9 of an operation");
    let mut sizes: Vec<usize> = on.crowds.iter().map(|point| point.tasks).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let head: Vec<String> = sizes.iter().map(|tasks| format!("tasks: {tasks}")).collect();
    let head =
        std::iter::once("").chain(head.iter().map(String::as_str)).chain(["timer late, 64 tasks: p99"]);
    let names = on.contenders.iter().filter(|name| on.crowds.iter().any(|point| &point.name == *name));
    table(
        head,
        names.map(|name| {
            let cells = sizes.iter().map(|tasks| busy(|figure| on.crowd(name, *tasks, figure)));
            let late = micros(on.crowd(name, 64, |busy| busy.late_p99));
            std::iter::once(name.clone()).chain(cells).chain([late]).collect()
        }),
    );
}

fn busy(figure: impl Fn(fn(&Busy) -> f64) -> Option<f64>) -> String {
    let Some(throughput) = figure(|busy| busy.throughput) else { return String::new() };
    let [p50, p99, p999]: [fn(&Busy) -> f64; 3] = [|busy| busy.p50, |busy| busy.p99, |busy| busy.p999];
    let times = [p50, p99, p999].map(|of| micros(figure(of)));
    format!("{}/s\n{}", grouped(throughput as u64), times.join(" / "))
}

fn rate(on: &OnDatabase) {
    let Some(rate) = &on.rate else { return };
    println!(
        "get by key, {} a second whatever happens: time from when it was due",
        grouped(rate.rate as u64)
    );
    table(
        ["", "p50", "p99", "p99.9", "timer late: p99"],
        rate.contenders.iter().map(|point| {
            let figures: [fn(&Busy) -> f64; 4] =
                [|busy| busy.p50, |busy| busy.p99, |busy| busy.p999, |busy| busy.late_p99];
            let cells = figures.map(|figure| micros(point.median(figure)));
            std::iter::once(point.name.clone()).chain(cells).collect()
        }),
    );
}

fn memory(on: &OnDatabase) {
    if on.streams.is_empty() && on.waiting.is_empty() {
        return;
    }
    println!(
        "memory on top of what the process had: of a stream of 100,000 rows, of 1,000 tasks that ask at once"
    );
    table(
        ["", "stream", "1,000 tasks", "all answered after"],
        on.contenders.iter().map(|name| {
            let stream = on.streams.iter().find(|growth| growth.name == *name);
            let waited = on.waiting.iter().find(|waited| waited.name == *name);
            let stream =
                stream.map_or_else(String::new, |growth| bytes(growth.memory.peak - growth.memory.before));
            let tasks = waited.and_then(|waited| waited.memory);
            let tasks = tasks.map_or_else(String::new, |memory| bytes(memory.peak - memory.before));
            let after = seconds(waited.map(|waited| waited.seconds));
            vec![name.clone(), stream, tasks, after]
        }),
    );
}

fn probes(on: &OnDatabase) {
    if on.probes.is_empty() {
        return;
    }
    let names: Vec<&str> = on.phases().map(|entry| entry.name.as_str()).collect();
    table(
        std::iter::once("").chain(names.iter().copied()),
        kit::Probe::ALL.into_iter().map(|probe| {
            let of = |name: &&str| {
                let found = on.probes.iter().find(|probed| probed.probe == probe && probed.name == *name);
                seconds(found.and_then(|probed| median(&probed.seconds)))
            };
            std::iter::once(probe.name().to_owned()).chain(names.iter().map(of)).collect()
        }),
    );
}

/// A table whose first column says what the others are of.
pub(in crate::bench) fn table<'h>(
    head: impl IntoIterator<Item = &'h str>,
    rows: impl Iterator<Item = Vec<String>>,
) {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(head);
    rows.for_each(|row| {
        table.add_row(row);
    });
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}");
}

fn shown(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(String::new, |ratio| format!("{:.2} ±{:.2}", ratio.median, ratio.spread))
}

fn seconds(seconds: Option<f64>) -> String {
    seconds.map_or_else(String::new, |seconds| time(Duration::from_secs_f64(seconds)))
}

fn micros(micros: Option<f64>) -> String {
    seconds(micros.map(|micros| micros / 1e6))
}
