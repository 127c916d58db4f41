//! The table in the terminal.

use super::rounds::{Figure, Figures, Plan, Ratio};
use crate::numbers::time;
use comfy_table::{CellAlignment, Table, presets::UTF8_FULL_CONDENSED};

/// What Segue may take, measured against the driver under it.
const LIMIT: f64 = 1.2;

/// Prints a row for each work, then what Segue adds to the driver under it.
pub(super) fn print(all: &[Figures], plan: Plan) {
    println!(
        "one turn of the bare driver, and the others' ratio to it in the same round: median of {} rounds ± half the \
         distance between the quartiles",
        plan.rounds
    );
    println!("{}", table(all));
    println!("the others hold one connection; Segue takes one out of its pool for each operation");
    for figures in all {
        figures
            .figures
            .iter()
            .filter_map(|figure| against_peer(figures, figure))
            .for_each(|line| println!("{line}"));
    }
}

fn table(all: &[Figures]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED);
    let names = all.first().into_iter().flat_map(|figures| figures.figures.iter().map(|figure| figure.name));
    table.set_header(std::iter::once("work").chain(names));
    for figures in all {
        let Some((bare, others)) = figures.figures.split_first() else { continue };
        let bare_time = bare.median().map_or_else(String::new, time);
        let ratios = others.iter().map(|figure| figure.ratio_to(bare).map_or_else(String::new, shown));
        table.add_row([figures.work.name().to_owned(), bare_time].into_iter().chain(ratios));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn shown(ratio: Ratio) -> String {
    format!("{:.2} ±{:.2}", ratio.median, ratio.spread)
}

fn against_peer(figures: &Figures, figure: &Figure) -> Option<String> {
    let (work, name, peer) = (figures.work.name(), figure.name, figure.peer?);
    let ratio = figure.ratio_to(figures.of(peer)?)?;
    let verdict = if ratio.median > LIMIT { "ABOVE" } else { "within" };
    Some(format!("{work}: {name} takes {} of {peer} by hand, {verdict} {LIMIT}", shown(ratio)))
}
