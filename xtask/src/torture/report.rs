//! What came of it, in tables.

use super::{fault::Fault, fire::Burnt, verdict::Sum};
use crate::numbers::{grouped, time};
use comfy_table::{CellAlignment, Table, presets::UTF8_FULL_CONDENSED};
use std::collections::BTreeSet;

/// Prints the tables, what is wrong, and the conclusion.
pub(super) fn print(runs: &[Burnt], seed: u64) {
    println!("{}", work(runs));
    println!("{}", faults(runs));
    for run in runs {
        print_rest(run);
    }
    let right = runs.iter().all(Burnt::is_right);
    let word = if right { "RIGHT" } else { "WRONG" };
    let sum = |of: fn(&Sum) -> u64| grouped(runs.iter().flat_map(|run| &run.verdict.sums).map(of).sum());
    println!(
        "{word}: {} acknowledged, {} unknown, {} lost, {} doubled, {} there unasked; seed {seed}",
        sum(|sum| sum.acknowledged),
        sum(|sum| sum.unknown),
        sum(|sum| sum.lost),
        sum(|sum| sum.doubled),
        sum(|sum| sum.unasked),
    );
}

/// What was done, and what became of it.
fn work(runs: &[Burnt]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header([
        "database",
        "work",
        "acknowledged",
        "unknown",
        "not done",
        "lost",
        "doubled",
        "unasked",
    ]);
    for run in runs {
        for (what, sum) in ["transfers", "unique inserts", "counter"].into_iter().zip(run.verdict.sums) {
            let Sum { acknowledged, unknown, not_done, lost, doubled, unasked } = sum;
            let counts = [acknowledged, unknown, not_done, lost, doubled, unasked].map(grouped);
            table.add_row([run.engine.name().to_owned(), what.to_owned()].into_iter().chain(counts));
        }
    }
    align(&mut table, 2);
    table
}

/// What happened.
fn faults(runs: &[Burnt]) -> Table {
    let kinds: BTreeSet<Fault> = runs.iter().flat_map(Burnt::survived_kinds).collect();
    let names = runs.iter().map(|run| run.engine.name().to_owned());
    let mut table = Table::new();
    table
        .load_preset(UTF8_FULL_CONDENSED)
        .set_header(["faults survived".to_owned()].into_iter().chain(names));
    for kind in kinds {
        let counts = runs
            .iter()
            .map(|run| run.book.open().survived.get(&kind).copied().map_or_else(String::new, grouped));
        table.add_row([kind.to_string()].into_iter().chain(counts));
    }
    align(&mut table, 1);
    table
}

fn align(table: &mut Table, from: usize) {
    for column in table.column_iter_mut().skip(from) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

fn print_rest(run: &Burnt) {
    let (engine, book) = (run.engine, run.book.open());
    let (outage, fault) = book.outage;
    let during = fault.map(|fault| format!(" ({fault})")).unwrap_or_default();
    println!(
        "{engine}: {} reads that saw what they should; longest time without a success {}{during}; once a fault was over, the work \
         went on within {}",
        grouped(book.reads),
        time(outage),
        time(book.recovery)
    );
    let met: Vec<String> =
        book.met.iter().map(|(kind, times)| format!("{kind} {}", grouped(*times))).collect();
    println!(
        "{engine}: errors that the faults explain: {}",
        if met.is_empty() { "none".to_owned() } else { met.join(", ") }
    );
    for fault in &run.verdict.faults {
        println!("{engine}: WRONG: {fault}");
    }
    for wrong in &book.wrong.1 {
        println!("{engine}: WRONG: {wrong}");
    }
    if book.wrong.0 > book.wrong.1.len() as u64 {
        println!("{engine}: WRONG: {} times in all", grouped(book.wrong.0));
    }
}
