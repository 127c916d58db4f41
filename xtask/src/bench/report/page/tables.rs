//! The figures of one database.

use super::escaped;
use crate::{
    bench::measure::{OnDatabase, median},
    numbers::time,
};
use kit::Probe;
use std::time::Duration;

/// All of them.
pub(super) fn all(on: &OnDatabase) -> String {
    [works(on), probes(on)].concat()
}

fn works(on: &OnDatabase) -> String {
    let Some((limit, others)) = on.contenders.split_first().filter(|_| !on.works.is_empty()) else {
        return String::new();
    };
    let head = ["work", limit].into_iter().chain(others.iter().map(String::as_str));
    let rows = on.works.iter().map(|work| {
        let ratios = others.iter().map(|name| {
            let ratio = work.ratio(name, limit);
            ratio.map_or_else(String::new, |ratio| format!("{:.2} ±{:.2}", ratio.median, ratio.spread))
        });
        [work.work.name().to_owned(), seconds(work.median(limit))].into_iter().chain(ratios).collect()
    });
    format!("<h3>All ratios</h3>{}", table(head, rows))
}

fn probes(on: &OnDatabase) -> String {
    if on.probes.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = on.phases().map(|entry| entry.name.as_str()).collect();
    let rows = Probe::ALL.into_iter().map(|probe| {
        let of = |name: &&str| {
            let found = on.probes.iter().find(|probed| probed.probe == probe && probed.name == *name);
            seconds(found.and_then(|probed| median(&probed.seconds)))
        };
        std::iter::once(probe.name().to_owned()).chain(names.iter().map(of)).collect()
    });
    format!("<h3>What only Segue has</h3>{}", table(std::iter::once("").chain(names.iter().copied()), rows))
}

fn table<'h>(head: impl Iterator<Item = &'h str>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let head: String = head.map(|cell| format!("<th>{}</th>", escaped(cell))).collect();
    let rows: String = rows.map(|row| format!("<tr>{}</tr>", cells(&row))).collect();
    format!("<div class=\"scroll\"><table><tr>{head}</tr>{rows}</table></div>")
}

fn cells(row: &[String]) -> String {
    row.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect()
}

fn seconds(seconds: Option<f64>) -> String {
    seconds.map_or_else(String::new, |seconds| time(Duration::from_secs_f64(seconds)))
}
