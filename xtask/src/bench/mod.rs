//! `cargo xtask bench`: what each phase costs and buys, beside the bare drivers, diesel and sqlx by hand, and other ORMs.

mod check;
mod contenders;
mod instructions;
mod lineup;
mod machine;
mod measure;
mod models;
mod options;
mod place;
mod process;
mod progress;
mod report;
mod words;

use crate::Outcome;
use measure::{Figures, Plan};
pub(crate) use options::Options;

/// Runs the benchmark and reports it.
///
/// # Errors
/// Where a contender fails, or brings other rows than the others; with `--check`, where a figure falls short.
pub(crate) fn run(options: &Options) -> Outcome {
    if let Some((name, seat)) = options.serves()? {
        let mut contender = contenders::open(name, &seat)?;
        return kit::serve(&mut *contender);
    }
    if options.pinned {
        machine::pin()?;
    }
    if options.peers {
        process::build_peers()?;
    }
    if options.instructions {
        return instructions::run(options);
    }
    let figures = measure(options)?;
    report::print(&figures);
    report::write(&figures, &options.report)?;
    if options.check { check::run(&figures) } else { Ok(()) }
}

fn measure(options: &Options) -> Result<Figures, kit::Failure> {
    let plan = Plan::of(options);
    let mut figures = Figures::new(options, &plan);
    for choice in options.databases()? {
        figures.databases.push(measure::database(&choice, options, &plan)?);
    }
    Ok(figures)
}
