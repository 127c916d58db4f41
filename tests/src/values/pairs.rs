//! Each mode writes, each mode reads.

use super::{
    both::{Both, World},
    boundary::{self, Boundary},
    fate::{Fate, fate},
    found, maybe, refused,
    same::{as_kept, differing, same, value_of},
    wide, words,
};
use crate::{Setup, models::Kinds};
use libtest_mimic::{Failed, Trial};
use orm_api::value::Value;
use segue::prelude::*;
use std::sync::Arc;

/// One trial for each ordered pair of set-ups and each column, one for NULLs, and one for decimals that are longer than
/// SQLite's.
pub(super) fn trials(setups: &[Arc<dyn Setup>]) -> Vec<Trial> {
    let world = Arc::new(World::new(setups));
    let mut trials = Vec::new();
    for (writer, writing) in setups.iter().enumerate() {
        for (reader, reading) in setups.iter().enumerate() {
            let mut pair = |what: &str, check: Check| {
                let name = format!("values::{what}::{}::{}", writing.name(), reading.name());
                let world = world.clone();
                let run = move || check(&world.both(writer, reader)?);
                trials.push(Trial::test(name, move || run().map_err(Failed::from)));
            };
            for column in boundary::columns() {
                pair(column, Box::new(move |both| values(column, both)));
            }
            pair("nulls", Box::new(maybe::check));
            pair("long_decimals", Box::new(wide::check));
        }
    }
    trials
}

type Check = Box<dyn Fn(&Both) -> Result<(), String> + Send>;

fn values(column: &str, both: &Both) -> Result<(), String> {
    for boundary in boundary::of(column) {
        let checked = match fate(&boundary.value, &both.can) {
            Fate::Kept(value) => kept(both, boundary, &value),
            Fate::Refused => refused(both, boundary),
        };
        checked.map_err(|why| format!("{}: {why}", boundary.shown()))?;
    }
    Ok(())
}

/// Written, looked at, read, found by its value, written into another row by an update. `value` is what it is kept as.
fn kept(both: &Both, boundary: &Boundary, value: &Value) -> Result<(), String> {
    let field = boundary.field();
    let written = Kinds::objects().create(&both.writer, boundary.row.clone()).wait().map_err(words)?;
    both.stored.holds(Kinds::def(), field, written.id, value)?;
    let read = Kinds::objects().by_pk(written.id).get(&both.reader).wait().map_err(words)?;
    let found = value_of(&read, boundary.column);
    if !same(&found, &as_kept(field.ty, value)) {
        return Err(format!("read is {}", boundary::shown(&found)));
    }
    if let [first, ..] = differing(&written, &read).as_slice() {
        return Err(format!("what `create` gave differs from what is read in {first}"));
    }
    let other = Kinds::objects().create(&both.writer, boundary::ordinary()).wait().map_err(words)?;
    let saved = boundary::whole(other.id, boundary.row.clone()).save(&both.reader).wait();
    saved.map_err(|error| format!("`save`: {}", words(error)))?;
    both.stored.holds(Kinds::def(), field, other.id, value).map_err(|why| format!("`save`: {why}"))?;
    let condition = found::equal(boundary.column, &written);
    let query = Kinds::objects().by_pk(written.id).filter(condition);
    match query.exists(&both.reader).wait().map_err(words)? {
        true => Ok(()),
        false => Err("a filter by the value does not find the row".to_owned()),
    }
}

/// Refused wherever it is written or compared, before anything is sent.
fn refused(both: &Both, boundary: &Boundary) -> Result<(), String> {
    let row = boundary::whole(1, boundary.row.clone());
    let condition = found::equal(boundary.column, &row);
    refused::is_refused(boundary, &both.sent)?;
    let compared = Kinds::objects().filter(condition).exists(&both.sent).wait();
    match compared {
        Err(error) if error.kind() == ErrorKind::InvalidValue => refused::nothing_sent(&both.sent),
        other => Err(format!("a filter gave {other:?}, expected InvalidValue")),
    }
}
