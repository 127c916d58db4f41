//! `cargo xtask bench`: Segue beside the bare driver, diesel and sqlx, in one run, on the same rows.

mod contender;
mod contenders;
mod data;
mod models;
mod report;
mod rounds;
mod rows;
mod work;

use crate::Outcome;
use clap::Parser;
use rounds::Plan;

/// Options of `bench`.
#[derive(Parser)]
#[command(about = "Measures Segue beside rusqlite, diesel and sqlx by hand")]
pub(crate) struct Options {
    /// Fewer and shorter rounds: under a minute, and a wider spread
    #[arg(long)]
    quick: bool,
}

/// Runs the benchmark and prints its table.
///
/// # Errors
/// Where a contender fails, or brings other rows than the others.
pub(crate) fn run(options: &Options) -> Outcome {
    let folder = tempfile::Builder::new().prefix("segue-bench-").tempdir()?;
    let file = data::make(folder.path())?;
    let mut contenders = contenders::all(&file)?;
    let plan = if options.quick { Plan::QUICK } else { Plan::FULL };
    let figures = rounds::measure(&mut contenders, plan)?;
    report::print(&figures, plan);
    Ok(())
}
