//! One entry of the divergence catalogue, in words.

use crate::{Outcome, workspace};

/// Prints the entry.
///
/// # Errors
/// Where there is none with that id.
pub(super) fn print(id: &str) -> Outcome {
    let text = std::fs::read_to_string(workspace::root().join("docs/divergences.md"))?;
    let entry =
        entry(&text, id).ok_or_else(|| format!("`{id}` is no divergence; they go from D-01 to D-103"))?;
    println!("{entry}");
    Ok(())
}

/// The cells of its row, each behind the name of its column.
fn entry(text: &str, id: &str) -> Option<String> {
    let mut columns: Vec<&str> = Vec::new();
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let cells = cells(line);
        match cells.first() {
            Some(&"id") => columns = cells,
            Some(first) if first.eq_ignore_ascii_case(id) => {
                let lines = columns.iter().zip(cells).map(|(column, cell)| format!("{column}: {cell}"));
                return Some(lines.collect::<Vec<_>>().join("\n"));
            }
            _ => {}
        }
    }
    None
}

/// A `\|` is part of a cell.
fn cells(line: &str) -> Vec<&str> {
    let line = line.trim().trim_start_matches('|').trim_end_matches('|');
    let mut cells = Vec::new();
    let (mut start, mut before) = (0, ' ');
    for (at, one) in line.char_indices() {
        if one == '|' && before != '\\' {
            cells.push(line[start..at].trim());
            start = at + 1;
        }
        before = one;
    }
    cells.push(line[start..].trim());
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each cell stands behind its column's name, whatever the table.
    #[test]
    fn an_entry_is_told_by_its_columns() {
        let text =
            "| id | what |\n|---|---|\n| D-01 | a |\n\n| id | trap | test |\n| D-67 | a \\| b | `x` |\n";
        assert_eq!(entry(text, "D-01").unwrap(), "id: D-01\nwhat: a");
        assert_eq!(entry(text, "d-67").unwrap(), "id: D-67\ntrap: a \\| b\ntest: `x`");
        assert_eq!(entry(text, "D-02"), None);
    }
}
