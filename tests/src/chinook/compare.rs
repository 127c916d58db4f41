//! Whether copies are what was copied, value by value.

use super::{
    site::Site,
    table::{self, Table},
};
use crate::Style;
use libtest_mimic::Failed;
use segue::{Mode, prelude::Database, value::Value};
use std::{sync::Arc, time::Duration};

/// Reads every table of every site through Segue in `mode`; `copies` must hold what `source` holds.
///
/// # Errors
/// The first difference, with its table, key and column.
pub(super) async fn through_segue(
    source: Arc<Site>,
    copies: Vec<Arc<Site>>,
    mode: Mode,
    style: Style,
) -> Result<(), Failed> {
    let expected = source.open(mode, style).await?;
    for copy in copies {
        let found = copy.open(mode, style).await?;
        let result = all_tables(&expected, &found, &copy, style).await;
        style.run(found.close(Duration::from_secs(10))).await?;
        result?;
    }
    Ok(style.run(expected.close(Duration::from_secs(10))).await?)
}

async fn all_tables(expected: &Database, found: &Database, copy: &Site, style: Style) -> Result<(), Failed> {
    for table in table::all() {
        let (expected, found) = (table.rows(expected, style).await?, table.rows(found, style).await?);
        same(&*table, copy.name, &expected, &found)?;
    }
    Ok(())
}

/// The rows of a table, in the order of its key, must be the same.
///
/// # Errors
/// The first difference, with table, key and column; no row at all, where all would be the same.
pub(super) fn same<T: Cell>(
    table: &dyn Table,
    copy: &str,
    expected: &[Vec<T>],
    found: &[Vec<T>],
) -> Result<(), String> {
    let name = table.name();
    if expected.is_empty() {
        return Err(format!("`{name}`: the source has no row"));
    }
    for (expected, found) in expected.iter().zip(found) {
        let columns = table.columns().into_iter().map(|(column, _)| column);
        for ((column, expected_cell), cell) in columns.zip(expected).zip(found) {
            if expected_cell != cell {
                return Err(format!(
                    "`{name}` {}: `{column}` is {} in the source, {} in {copy}",
                    key(table, expected),
                    expected_cell.shown(),
                    cell.shown()
                ));
            }
        }
    }
    let both = expected.len().min(found.len());
    match (expected.get(both), found.get(both)) {
        (None, None) => Ok(()),
        (Some(row), _) => Err(format!("`{name}` {}: not in {copy}", key(table, row))),
        (None, Some(row)) => Err(format!("`{name}` {}: only in {copy}", key(table, row))),
    }
}

fn key<T: Cell>(table: &dyn Table, row: &[T]) -> String {
    row.iter().take(table.key_columns()).map(Cell::shown).collect::<Vec<_>>().join(", ")
}

/// A cell as a comparison sees it.
pub(super) trait Cell: PartialEq {
    /// As messages show it.
    fn shown(&self) -> String;
}

impl Cell for Value {
    fn shown(&self) -> String {
        match self {
            Value::I64(number) => number.to_string(),
            value => format!("{value:?}"),
        }
    }
}

impl Cell for String {
    fn shown(&self) -> String {
        self.clone()
    }
}
