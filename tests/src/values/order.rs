//! The database sorts as Rust does.

use super::{
    boundary::{self, Boundary},
    fate::{Fate, fate},
    found, same, words,
};
use crate::{Options, Setup, models::Kinds};
use orm_api::value::{SqlType, Value};
use segue::{Database, Result as Outcome, prelude::*};
use std::time::Duration;

/// For each column: the boundary values, sorted by the database, come as Rust sorts them; texts by their characters'
/// numbers. JSON has no order.
pub(super) fn check(setup: &dyn Setup) -> Result<(), String> {
    let place = setup.fresh().map_err(words)?;
    let db = setup.open(Options::new(place.settings())).wait().map_err(words)?;
    for column in boundary::columns() {
        if boundary::field(column).ty != SqlType::Json {
            sorted(&db, column).map_err(|why| format!("{column}: {why}"))?;
        }
    }
    db.close(Duration::from_secs(10)).wait().map_err(words)
}

/// Equal values come by their keys.
fn sorted(db: &Database, column: &str) -> Result<(), String> {
    let mut rows = written(db, column).map_err(words)?;
    let query = Kinds::objects().order_by((found::ascending(column), Kinds::id.asc())).values_flat(Kinds::id);
    let all = query.all(db).wait().map_err(words)?;
    let by_database: Vec<i64> = all.into_iter().filter(|id| rows.iter().any(|(row, _)| row == id)).collect();
    rows.sort_by(|(_, one), (_, other)| same::compared(one, other));
    let by_rust: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
    match by_database.iter().zip(&by_rust).find(|(found, expected)| found != expected) {
        None => Ok(()),
        Some((found, expected)) => {
            let shown =
                |id: &i64| rows.iter().find(|(row, _)| row == id).map(|(_, value)| boundary::shown(value));
            Err(format!("{:?} stands where {:?} is expected", shown(found), shown(expected)))
        }
    }
}

/// The keys of all values that are kept, with the values.
fn written(db: &Database, column: &str) -> Outcome<Vec<(i64, Value)>> {
    let can = db.capabilities()?;
    let mut rows = Vec::new();
    for Boundary { row, value, .. } in boundary::of(column) {
        if let Fate::Kept(value) = fate(value, &can) {
            rows.push((Kinds::objects().create(db, row.clone()).wait()?.id, value));
        }
    }
    Ok(rows)
}
