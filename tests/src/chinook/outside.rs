//! The same comparison by a reader that knows nothing of Segue: what Segue writes and reads wrong alike is found here.

use super::{
    compare::same,
    site::{Site, quoted},
    table::{self, Table},
};
use crate::setup::Neutral;
use chrono::NaiveDateTime;
use libtest_mimic::Failed;
use rust_decimal::Decimal;
use segue::value::SqlType;

/// Every table of `copies` must hold what `source` holds.
///
/// # Errors
/// The first difference, with its table, key and column.
pub(super) fn compare<'s>(source: &Site, copies: impl IntoIterator<Item = &'s Site>) -> Result<(), Failed> {
    let reader = source.neutral()?;
    for copy in copies {
        let other = copy.neutral()?;
        for table in table::all() {
            let expected = cells(&*table, source, &reader)?;
            same(&*table, copy.name, &expected, &cells(&*table, copy, &other)?)?;
            counted(&*table, [source, copy], [&reader, &other])?;
        }
    }
    Ok(())
}

/// All cells as texts, in the order of the key.
fn cells(table: &dyn Table, site: &Site, reader: &Neutral) -> Result<Vec<Vec<String>>, Failed> {
    let columns = table.columns();
    let names: Vec<String> = columns.iter().map(|(column, _)| format!("\"{column}\"")).collect();
    let key = names[..table.key_columns()].join(", ");
    let sql = format!("SELECT {} FROM \"{}\" ORDER BY {key}", names.join(", "), table.name());
    let mut rows = reader.rows(&quoted(site.engine, &sql))?;
    for row in &mut rows {
        for (cell, (_, ty)) in row.iter_mut().zip(&columns) {
            *cell = in_one_form(cell, *ty)?;
        }
    }
    Ok(rows)
}

/// How many rows there are, and how many values in each column: a cell's text does not tell NULL from `NULL`.
fn counted(table: &dyn Table, sites: [&Site; 2], readers: [&Neutral; 2]) -> Result<(), Failed> {
    let columns = table.columns();
    let counts: String = columns.iter().map(|(column, _)| format!(", COUNT(\"{column}\")")).collect();
    let sql = format!("SELECT COUNT(*){counts} FROM \"{}\"", table.name());
    let [expected, found] = sites.map(|site| quoted(site.engine, &sql));
    let (expected, found) = (readers[0].value(&expected)?, readers[1].value(&found)?);
    match expected == found {
        true => Ok(()),
        false => Err(format!(
            "`{}`: {expected} rows and values in {}, {found} in {}",
            table.name(),
            sites[0].name,
            sites[1].name
        )
        .into()),
    }
}

/// A cell as every database would write it.
fn in_one_form(cell: &str, ty: SqlType) -> Result<String, Failed> {
    Ok(match ty {
        _ if cell == "NULL" => cell.to_owned(),
        // Not cut to two places: Segue reads no more of SQLite's numbers, and would not see what was written beyond them.
        SqlType::Decimal(_) => cell.parse::<Decimal>()?.round_dp(NOISE).normalize().to_string(),
        SqlType::DateTime => NaiveDateTime::parse_from_str(cell, "%Y-%m-%d %H:%M:%S%.f")?.to_string(),
        _ => cell.to_owned(),
    })
}

/// In digits after the point that far behind, SQLite's floating point numbers differ from what they stand for.
const NOISE: u32 = 9;
