//! The table at the end.

use super::verdict::{Leg, Verdict};
use crate::numbers::{grouped, time};
use comfy_table::{CellAlignment, Table, presets::UTF8_FULL_CONDENSED};
use std::time::Duration;

/// Prints one row for each leg, then what it comes to.
pub(super) fn print(verdict: &Verdict) {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header([
        "phase",
        "answers",
        "same",
        "ops/s",
        "p50",
        "p99",
        "timer late p50",
        "p99",
        "max",
        "bought",
        "found",
        "lost",
        "doubled",
        "refused",
    ]);
    for leg in &verdict.legs {
        table.add_row(row(leg));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}");
    println!(
        "p50, p99: from when a client wants something until it has it. timer late: how much later than asked for a \
         timer of 1 ms fires on the clients' runtime; 1 ms is tokio's own grain"
    );
    for leg in &verdict.legs {
        print_faults(leg);
    }
    println!("{}", conclusion(verdict));
}

fn row(leg: &Leg) -> [String; 14] {
    let [p50, p99] = leg.latency.map(shown);
    let [late_p50, late_p99, late_max] = leg.late.map(shown);
    let same =
        if leg.differing == 0 { "all".to_owned() } else { format!("all but {}", grouped(leg.differing)) };
    let counts = [leg.acknowledged, leg.found, leg.lost, leg.doubled, leg.refused].map(grouped);
    let [acknowledged, found, lost, doubled, refused] = counts;
    let (mode, answers, rate) = (leg.mode.to_string(), grouped(leg.answers), grouped(leg.rate as u64));
    [
        mode,
        answers,
        same,
        rate,
        p50,
        p99,
        late_p50,
        late_p99,
        late_max,
        acknowledged,
        found,
        lost,
        doubled,
        refused,
    ]
}

fn shown(duration: Option<Duration>) -> String {
    duration.map_or_else(|| "none".to_owned(), time)
}

fn print_faults(leg: &Leg) {
    for example in &leg.examples {
        println!("{}: differs: {example}", leg.mode);
    }
    if let Some(error) = &leg.first_error {
        println!("{}: the first refused purchase: {error}", leg.mode);
    }
}

fn conclusion(verdict: &Verdict) -> String {
    let sum = |of: fn(&Leg) -> u64| verdict.legs.iter().map(of).sum::<u64>();
    let answers = match sum(|leg| leg.differing) {
        0 => format!("{} answers, all the same in every phase", grouped(sum(|leg| leg.answers))),
        differing => format!("{} of {} answers differ", grouped(differing), grouped(sum(|leg| leg.answers))),
    };
    let purchases = format!(
        "{} purchases acknowledged, {} found once, {} lost, {} doubled, {} there unasked",
        grouped(sum(|leg| leg.acknowledged)),
        grouped(sum(|leg| leg.found)),
        grouped(sum(|leg| leg.lost)),
        grouped(sum(|leg| leg.doubled)),
        grouped(verdict.unasked),
    );
    let stock = match verdict.pieces {
        (taken, invoiced) if taken == invoiced => format!("the stock adds up ({taken} pieces)"),
        (taken, invoiced) => format!("{taken} pieces left the stock, {invoiced} stand on invoices"),
    };
    let word = if verdict.is_right() { "RIGHT" } else { "WRONG" };
    format!("{word} after {}: {answers}; {purchases}; {stock}", time(verdict.lasted))
}
