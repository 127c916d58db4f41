//! Keeps `docs/divergences.md` true.

use libtest_mimic::Failed;
use std::fs;

const CATALOGUE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/divergences.md");

/// How many divergences there are, and how many of them can be met on SQLite.
const ALL: usize = 103;
const SQLITE: usize = 32;

/// Every divergence stands in it once, in order; each of SQLite's names tests, and every test that is named is one of
/// `trials`.
pub(crate) fn check(trials: &[String]) -> Result<(), Failed> {
    let text = fs::read_to_string(CATALOGUE)?;
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| D-")).collect();
    if rows.len() != ALL {
        return Err(format!("{} divergences are listed, expected {ALL}", rows.len()).into());
    }
    for (number, row) in (1..).zip(&rows) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let id = format!("D-{number:02}");
        if cells.first() != Some(&id.as_str()) {
            return Err(format!("`{row}` stands where {id} is expected").into());
        }
        let named = cells.last().copied().unwrap_or_default();
        let tests: Vec<&str> = named.split('`').skip(1).step_by(2).collect();
        if number <= SQLITE && tests.is_empty() {
            return Err(format!("{id} names no test").into());
        }
        if let Some(missing) = tests.iter().find(|test| !trials.iter().any(|trial| trial.starts_with(**test)))
        {
            return Err(format!("{id} names the test `{missing}`, which does not exist").into());
        }
    }
    Ok(())
}
