//! What one database reads is what every other reads.

use super::{
    boundary,
    fate::{Fate, fate},
    same::{same, value_of},
    words,
};
use crate::{Options, Setup, models::Kinds};
use libtest_mimic::{Completion, Failed, Trial};
use orm_api::value::Value;
use segue::{Capabilities, Engine, Mode, prelude::*};
use std::{sync::Arc, time::Duration};

/// One trial for each column. Each database is used in one mode, as the modes are compared elsewhere.
pub(super) fn trials(setups: &[Arc<dyn Setup>]) -> Vec<Trial> {
    let one_each: Vec<_> = setups.iter().filter(|setup| setup.mode() == Mode::Sync).cloned().collect();
    let trial = |column: &'static str| {
        let setups = one_each.clone();
        Trial::ignorable_test(format!("values::across::{column}"), move || {
            if setups.len() < 2 {
                return Ok(Completion::ignored_with("there is one database"));
            }
            compare(column, &setups).map_err(Failed::from)?;
            Ok(Completion::Completed)
        })
    };
    boundary::columns().into_iter().map(trial).collect()
}

/// What a database makes of the boundary values of a column: each as it is read, or nothing where it is refused.
struct Column {
    engine: Engine,
    can: Capabilities,
    read: Vec<Option<Value>>,
}

fn compare(column: &str, setups: &[Arc<dyn Setup>]) -> Result<(), String> {
    let columns: Result<Vec<Column>, String> = setups.iter().map(|setup| whole(column, &**setup)).collect();
    let columns = columns?;
    for (index, boundary) in boundary::of(column).enumerate() {
        for pair in columns.windows(2) {
            let [one, other] = pair else { continue };
            if !agree(&boundary.value, [one, other], index) {
                let [one, other] = [one, other].map(|column| {
                    let read = column.read[index].as_ref().map_or("nothing".to_owned(), boundary::shown);
                    format!("{} gives {read}", column.engine)
                });
                return Err(format!("{}: {one}, {other}", boundary.shown()));
            }
        }
    }
    Ok(())
}

/// Both read the same, but for what the capabilities of one say that it does not keep.
fn agree(value: &Value, [one, other]: [&Column; 2], index: usize) -> bool {
    let declared = [one, other].map(|column| match fate(value, &column.can) {
        Fate::Kept(value) => Some(value),
        Fate::Refused => None,
    });
    let [Some(first), Some(second)] = &declared else {
        return [one, other]
            .iter()
            .zip(&declared)
            .all(|(column, kept)| column.read[index].is_some() == kept.is_some());
    };
    match (&one.read[index], &other.read[index]) {
        (Some(read), Some(also)) => same(first, second) == same(read, also),
        _ => false,
    }
}

fn whole(column: &str, setup: &dyn Setup) -> Result<Column, String> {
    let place = setup.fresh().map_err(words)?;
    let db = setup.open(Options::new(place.settings())).wait().map_err(words)?;
    let mut keys = Vec::new();
    for boundary in boundary::of(column) {
        keys.push(match Kinds::objects().create(&db, boundary.row.clone()).wait() {
            Ok(made) => Some(made.id),
            Err(error) if error.kind() == ErrorKind::InvalidValue => None,
            Err(error) => return Err(words(error)),
        });
    }
    let rows = Kinds::objects().all(&db).wait().map_err(words)?;
    let of = |id: i64| rows.iter().find(|row| row.id == id).map(|row| value_of(row, column));
    let read = keys.into_iter().map(|key| key.and_then(of)).collect();
    let can = db.capabilities().map_err(words)?;
    db.close(Duration::from_secs(10)).wait().map_err(words)?;
    Ok(Column { engine: setup.engine(), can, read })
}
