//! How each database and mode did, file by file of the cases.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// A verdict on one trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed,
    LeftOut,
}

/// How many trials ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) left_out: usize,
}

/// Counted verdicts, by file and by database with mode.
#[derive(Debug, Default)]
pub(super) struct Matrix(BTreeMap<(String, String), Cell>);

const DATABASES: [&str; 3] = ["sqlite", "postgres", "mysql"];
const MODES: [&str; 4] = ["sync", "threaded/operation", "threaded/driver", "native"];

/// Where a trial belongs that names no database or no mode.
const ANY: &str = "all";

impl Matrix {
    /// Counts the verdict in a line of the runner's, if it is one: `test file::case::database::mode::style ... ok`.
    pub(super) fn take(&mut self, line: &str) -> bool {
        let Some((name, verdict)) = line.strip_prefix("test ").and_then(|rest| rest.rsplit_once(" ... "))
        else {
            return false;
        };
        let verdict = match verdict.split_whitespace().next() {
            Some("ok") => Verdict::Passed,
            Some("FAILED") => Verdict::Failed,
            Some("ignored" | "ignored,") => Verdict::LeftOut,
            _ => return false,
        };
        let place = place(name.trim());
        let cell = self.0.entry(place).or_default();
        match verdict {
            Verdict::Passed => cell.passed += 1,
            Verdict::Failed => cell.failed += 1,
            Verdict::LeftOut => cell.left_out += 1,
        }
        // What failed is shown, too.
        verdict != Verdict::Failed
    }

    /// Whether nothing was counted.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many trials have ended.
    pub(super) fn ended(&self) -> usize {
        self.0.values().map(|cell| cell.passed + cell.failed + cell.left_out).sum()
    }

    /// How many have failed.
    pub(super) fn failed(&self) -> usize {
        self.0.values().map(|cell| cell.failed).sum()
    }

    /// The files of cases.
    pub(super) fn files(&self) -> BTreeSet<&str> {
        self.0.keys().map(|(file, _)| file.as_str()).collect()
    }

    /// The columns that have anything in them: databases with their modes, in the order of the migration.
    pub(super) fn columns(&self) -> Vec<String> {
        let all = DATABASES
            .iter()
            .flat_map(|database| MODES.iter().chain([&ANY]).map(move |mode| format!("{database} {mode}")));
        let there: BTreeSet<&str> = self.0.keys().map(|(_, column)| column.as_str()).collect();
        all.chain([ANY.to_owned()]).filter(|column| there.contains(column.as_str())).collect()
    }

    /// What was counted there.
    pub(super) fn cell(&self, file: &str, column: &str) -> Cell {
        self.0.get(&(file.to_owned(), column.to_owned())).copied().unwrap_or_default()
    }

    /// All of a column.
    pub(super) fn total(&self, column: &str) -> Cell {
        let of_column = self.0.iter().filter(|((_, one), _)| one == column);
        of_column.fold(Cell::default(), |sum, (_, cell)| Cell {
            passed: sum.passed + cell.passed,
            failed: sum.failed + cell.failed,
            left_out: sum.left_out + cell.left_out,
        })
    }
}

/// The file, and the database with the mode.
fn place(name: &str) -> (String, String) {
    let parts: Vec<&str> = name.split("::").collect();
    let file = parts.first().copied().unwrap_or_default().to_owned();
    let find = |of: &[&str]| parts.iter().copied().find(|part| of.contains(part));
    let column = match (find(&DATABASES), find(&MODES)) {
        (Some(database), mode) => format!("{database} {}", mode.unwrap_or(ANY)),
        (None, _) => ANY.to_owned(),
    };
    (file, column)
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell { passed: 0, failed: 0, left_out: 0 } => Ok(()),
            Cell { passed, failed: 0, left_out: 0 } => write!(f, "{passed}"),
            Cell { passed, failed: 0, left_out } => write!(f, "{passed} ({left_out} lack)"),
            Cell { passed, failed, .. } => write!(f, "{failed} FAILED of {}", passed + failed),
        }
    }
}

impl fmt::Display for Matrix {
    /// One line for each database and mode: the page has one for each file too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<30} {:>8} {:>8} {:>10}", "database and mode", "passed", "failed", "left out")?;
        for column in self.columns() {
            let Cell { passed, failed, left_out } = self.total(&column);
            writeln!(f, "{column:<30} {passed:>8} {failed:>8} {left_out:>10}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Trials are counted where they belong; anything else is no verdict.
    #[test]
    fn verdicts_are_counted() {
        let mut matrix = Matrix::default();
        assert!(matrix.take("test crud::a::sqlite::sync::multi     ... ok"));
        assert!(matrix.take("test crud::a::postgres::threaded/driver::wait ... ignored, it lacks"));
        assert!(!matrix.take("test crud::b::sqlite::sync::multi ... FAILED"), "it is shown");
        assert!(!matrix.take("running 3 tests"));
        assert_eq!(matrix.cell("crud", "sqlite sync"), Cell { passed: 1, failed: 1, left_out: 0 });
        assert_eq!(matrix.columns(), ["sqlite sync", "postgres threaded/driver"]);
        assert_eq!((matrix.ended(), matrix.failed()), (3, 1));
    }
}
