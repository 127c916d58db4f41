//! `cargo xtask tidy`: everything that is checked without running a test.

mod backends;
mod cargo;
mod divergences;
mod features;
mod finding;
mod functions;
mod lines;
mod source;

use crate::{Outcome, workspace};
use clap::Args;
use finding::Finding;

/// Options of `tidy`.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Only the checks of the house style, which compile nothing
    #[arg(long)]
    style: bool,
}

/// Runs the checks: the quick ones first.
///
/// # Errors
/// Where something is untidy; all that is wrong with the house style is printed together.
pub(crate) fn run(options: &Options) -> Outcome {
    style()?;
    if options.style {
        return Ok(());
    }
    cargo::run()?;
    features::run()
}

/// What clippy cannot check.
fn style() -> Outcome {
    let files = source::files(&workspace::root())?;
    eprintln!("checking the house style of {} files", files.len());
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(files.iter().flat_map(lines::check));
    findings.extend(files.iter().flat_map(functions::check));
    findings.extend(backends::check(&files));
    findings.extend(divergences::check(&files));
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        found => Err(format!("the house style is broken in {found} places, listed above").into()),
    }
}
