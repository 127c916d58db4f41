//! Keeps `docs/divergences.md` true.

use libtest_mimic::Failed;
use segue_tests::cases;
use std::fs;

const CATALOGUE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/divergences.md");

/// How many divergences there are.
const ALL: usize = 103;

/// What stands in the last column of an entry that no case can prove.
const NO_TEST: &str = "no test: ";

/// Id, severity, what can differ, what was found, the decision, the proof.
const COLUMNS: usize = 6;

/// Every divergence stands in it once, in order; each names tests, or says why there is none, and every test that is named
/// is one of `trials` or the case of a database that is not run here.
pub(crate) fn check(trials: &[String]) -> Result<(), Failed> {
    let (text, cases) = (fs::read_to_string(CATALOGUE)?, cases::all());
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
        if cells.len() != COLUMNS {
            return Err(format!("{id} has {} cells, expected {COLUMNS}", cells.len()).into());
        }
        if named.starts_with(NO_TEST) {
            continue;
        }
        if tests.is_empty() {
            return Err(format!("{id} names no test, and does not say why (`{NO_TEST}`)").into());
        }
        let is_there = |test: &str| {
            cases.iter().any(|case| case.name() == test) || trials.iter().any(|trial| trial.starts_with(test))
        };
        if let Some(missing) = tests.iter().find(|test| !is_there(test)) {
            return Err(format!("{id} names the test `{missing}`, which does not exist").into());
        }
    }
    Ok(())
}
