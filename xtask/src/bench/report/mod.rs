//! What is shown.

mod page;
mod terminal;

use super::measure::Figures;
use crate::{Outcome, bench::words};
use std::{fs, path::Path};

pub(super) use terminal::{print, table};

/// Writes the page, and the samples beside it.
///
/// # Errors
/// Where they cannot be written.
pub(super) fn write(figures: &Figures, page: &Path) -> Outcome {
    for on in &figures.databases {
        println!("\n{}", words::closing(on));
    }
    if let Some(folder) = page.parent() {
        fs::create_dir_all(folder)?;
    }
    let samples = page.with_extension("json");
    fs::write(page, page::of(figures))?;
    fs::write(&samples, serde_json::to_string_pretty(figures)?)?;
    println!("\n{} and {}", page.display(), samples.display());
    Ok(())
}
