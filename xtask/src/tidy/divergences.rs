//! The divergence catalogue keeps its promises: every id has one entry, and the tests that it names exist.

use super::{finding::Finding, source::File};
use std::collections::{BTreeMap, BTreeSet};

const CATALOGUE: &str = "docs/divergences.md";

/// The ids go from `D-01` to this one.
const LAST: usize = 103;

/// Checks the catalogue against the sources.
pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let Some(catalogue) = files.iter().find(|file| file.path == CATALOGUE) else {
        return vec![Finding::new(CATALOGUE, 0, "the catalogue is missing")];
    };
    let mut findings = entries(&catalogue.text);
    findings.extend(tests(&catalogue.text, &known_names(files)));
    findings
}

/// An entry is a row of a table, or a heading, that begins with the id.
fn entries(text: &str) -> Vec<Finding> {
    let mut lines: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        if let Some(id) = entry_id(line) {
            lines.entry(id).or_default().push(index + 1);
        }
    }
    let mut findings = Vec::new();
    for number in 1..=LAST {
        let id = format!("D-{number:02}");
        match lines.remove(id.as_str()).as_deref() {
            None => findings.push(Finding::new(CATALOGUE, 0, format!("{id} has no entry; add one"))),
            Some([_]) => {}
            Some([.., last]) => {
                findings.push(Finding::new(
                    CATALOGUE,
                    *last,
                    format!("{id} has an entry already; join them"),
                ));
            }
            Some([]) => {}
        }
    }
    let strange = |(id, lines): (&str, Vec<usize>)| {
        let line = lines.first().copied().unwrap_or_default();
        Finding::new(CATALOGUE, line, format!("{id} lies beyond the known ids, D-01 to D-{LAST}"))
    };
    findings.extend(lines.into_iter().map(strange));
    findings
}

fn entry_id(line: &str) -> Option<&str> {
    let is_entry = line.starts_with('|') || line.starts_with('#');
    let rest = line.trim_start_matches(['|', '#', ' ', '*', '`']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
    let id = &rest[..end];
    let digits = id.strip_prefix("D-")?;
    (is_entry && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(id)
}

/// Tests that the catalogue names, and nobody wrote.
fn tests(text: &str, known: &BTreeSet<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| entry_id(line).is_some()) {
        for name in named_tests(line).filter(|name| !known.contains(name)) {
            let message = format!("no test is called `{name}`; correct the name, or write it");
            findings.push(Finding::new(CATALOGUE, index + 1, message));
        }
    }
    findings
}

/// In the last cell of an entry: words in backticks that read as sentences do.
fn named_tests(line: &str) -> impl Iterator<Item = &str> {
    let cell = line.trim_end_matches([' ', '|']).rsplit('|').next().unwrap_or_default();
    let quoted = cell.split('`').skip(1).step_by(2);
    let names = quoted.filter_map(|path| path.rsplit("::").next());
    names.filter(|name| {
        name.matches('_').count() >= 2
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    })
}

/// Everything that is a function's name, or a word in quotes: a case may be either.
fn known_names(files: &[File]) -> BTreeSet<&str> {
    let sources = files.iter().filter(|file| file.is_rust());
    sources.flat_map(|file| file.text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> String {
        (1..=LAST).map(|number| format!("| D-{number:02} | equal | `a_null_is_null` |\n")).collect()
    }

    fn found(catalogue: String) -> Vec<String> {
        let rust = File { path: "tests/src/a.rs".to_owned(), text: "fn a_null_is_null() {}".to_owned() };
        let files = [File { path: CATALOGUE.to_owned(), text: catalogue }, rust];
        check(&files).iter().map(ToString::to_string).collect()
    }

    /// One entry for each id, and no other.
    #[test]
    fn every_id_has_one_entry() {
        assert_eq!(found(catalogue()), Vec::<String>::new());
        assert!(found(catalogue().replace("D-07", "D-08"))[0].contains("D-07 has no entry"));
        assert!(found(catalogue().replace("D-07", "D-08"))[1].contains("D-08 has an entry already"));
        assert!(found(catalogue() + "| D-104 | x |\n")[0].contains("D-104"));
    }

    /// A test that does not exist is named.
    #[test]
    fn named_tests_exist() {
        let wrong = catalogue().replacen("a_null_is_null", "cases::a_null_is_zero", 1);
        assert_eq!(found(wrong).len(), 1);
    }
}
