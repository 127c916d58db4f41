//! Each mode writes, each mode reads.

use super::{
    kinds::{self, Kept},
    maybe, refused,
};
use crate::{
    Options, Place, Setup,
    models::{Kinds, MaybeKinds},
    setup::Neutral,
};
use libtest_mimic::{Failed, Trial};
use segue::{Database, Result, prelude::*};
use std::{sync::Arc, time::Duration};

/// One trial for each ordered pair of set-ups and each column, named `values::column::writer::reader`; one for NULLs;
/// and one for each set-up and what it must refuse.
pub fn trials(setups: &[Arc<dyn Setup>]) -> Vec<Trial> {
    let mut trials = Vec::new();
    for writer in setups {
        for reader in setups {
            for column in columns() {
                trials.push(pair(column, writer, reader));
            }
        }
        let setup = writer.clone();
        trials
            .push(Trial::test(format!("values::refused::{}", writer.name()), move || refused::all(&*setup)));
    }
    trials
}

const NULLS: &str = "nulls";

fn columns() -> Vec<&'static str> {
    let mut columns: Vec<&'static str> = kinds::all().iter().map(|kept| kept.column).collect();
    columns.dedup();
    columns.sort_unstable();
    columns.dedup();
    columns.push(NULLS);
    columns
}

fn pair(column: &'static str, writer: &Arc<dyn Setup>, reader: &Arc<dyn Setup>) -> Trial {
    let name = format!("values::{column}::{}::{}", writer.name(), reader.name());
    let (writer, reader) = (writer.clone(), reader.clone());
    Trial::test(name, move || {
        let checked = match column {
            NULLS => nulls(&*writer, &*reader),
            column => values(column, &*writer, &*reader),
        };
        checked.map_err(Failed::from)
    })
}

/// Both databases on one fresh file.
struct Both {
    place: Place,
    writer: Database,
    reader: Database,
}

impl Both {
    fn open(writer: &dyn Setup, reader: &dyn Setup) -> Result<Self> {
        let place = writer.fresh()?;
        let options = || Options::new(place.settings());
        let (writer, reader) = (writer.open(options()).wait()?, reader.open(options()).wait()?);
        Ok(Both { place, writer, reader })
    }

    fn close(self) -> Result<()> {
        self.writer.close(Duration::from_secs(10)).wait()?;
        self.reader.close(Duration::from_secs(10)).wait()
    }
}

fn values(column: &str, writer: &dyn Setup, reader: &dyn Setup) -> Result<(), String> {
    let both = Both::open(writer, reader).map_err(|error| error.to_string())?;
    let neutral = both.place.neutral().map_err(|error| error.to_string())?;
    for kept in kinds::all().into_iter().filter(|kept| kept.column == column) {
        let shown = shown(&kept);
        value(&both, &neutral, kept).map_err(|why| format!("{shown}: {why}"))?;
    }
    both.close().map_err(|error| error.to_string())
}

fn shown(kept: &Kept) -> String {
    match kept.quoted.len() {
        0 => kept.column.to_owned(),
        _ => format!("{} {}", kept.column, kept.quoted),
    }
}

/// Written, looked at, read, found by its value, written again by an update.
fn value(both: &Both, neutral: &Neutral, kept: Kept) -> Result<(), String> {
    let keeps_zero = both.reader.capabilities().map_err(|error| error.to_string())?.keeps_negative_zero;
    let text = |error: segue::Error| error.to_string();
    let written = Kinds::objects().create(&both.writer, kept.row.clone()).wait().map_err(text)?;
    stored(neutral, &kept, written.id)?;
    let read = Kinds::objects().by_pk(written.id).get(&both.reader).wait().map_err(text)?;
    if !maybe::same(&written, &read, keeps_zero) {
        return Err(format!("written {written:?}, read {read:?}"));
    }
    written.save(&both.reader).wait().map_err(text)?;
    stored(neutral, &kept, written.id)?;
    let found = refused::found_by_its_value(&both.reader, kept.column, &written).map_err(text)?;
    if found == Some(false) {
        return Err(format!("a filter by the value does not find {written:?}"));
    }
    Ok(())
}

/// What SQLite holds.
fn stored(neutral: &Neutral, kept: &Kept, id: i64) -> Result<(), String> {
    let column = kept.column;
    let sql =
        format!("SELECT typeof({column}), quote({column}), length({column}) FROM kinds WHERE id = {id}");
    let rows = neutral.rows(&sql).map_err(|error| error.to_string())?;
    let [row] = rows.as_slice() else { return Err(format!("{} rows are stored", rows.len())) };
    let quoted = if kept.quoted.is_empty() { &row[1] } else { &kept.quoted };
    match row[0] == kept.class && row[1] == *quoted {
        true => Ok(()),
        false => Err(format!("stored is {} {}, expected {} {quoted}", row[0], row[1], kept.class)),
    }
}

fn nulls(writer: &dyn Setup, reader: &dyn Setup) -> Result<(), String> {
    let text = |error: segue::Error| error.to_string();
    let both = Both::open(writer, reader).map_err(text)?;
    let neutral = both.place.neutral().map_err(text)?;
    for (row, null) in [(maybe::nothing(), true), (maybe::nearly_nothing(), false)] {
        let written = MaybeKinds::objects().create(&both.writer, row).wait().map_err(text)?;
        let read = MaybeKinds::objects().by_pk(written.id).get(&both.reader).wait().map_err(text)?;
        if written != read {
            return Err(format!("written {written:?}, read {read:?}"));
        }
        for field in MaybeKinds::def().fields.iter().filter(|field| !field.primary_key) {
            let sql = format!(
                "SELECT typeof({0}) = 'null' FROM maybe_kinds WHERE id = {1}",
                field.column, written.id
            );
            let stored = neutral.value(&sql).map_err(text)?;
            if stored != i32::from(null).to_string() {
                return Err(format!("{} is stored as NULL: {stored}, expected {null}", field.column));
            }
        }
    }
    both.close().map_err(text)
}
