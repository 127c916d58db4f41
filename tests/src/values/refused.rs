//! Values that no database keeps are refused before anything is sent.

use super::{
    boundary::{Boundary, date, moment, number, offset, ordinary, whole},
    stored::Reader,
    words,
};
use crate::{
    Options, Setup,
    models::{Kinds, NewKinds},
};
use chrono::{NaiveDate, NaiveTime};
use orm_api::value::{SqlType, Value};
use segue::{Capture, Database, prelude::*};
use serde_json::json;
use std::time::Duration;

/// A row with a value that no database keeps in that column.
macro_rules! unkeepable {
    ($field:ident: $value:expr) => {
        Boundary {
            column: stringify!($field),
            row: NewKinds { $field: $value, ..ordinary() },
            value: Value::Null(SqlType::Bool),
        }
    };
}

/// What no row may hold, with a word for it.
fn unkeepable() -> Vec<(&'static str, Boundary)> {
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap_or_default();
    let year = |year| NaiveDate::from_ymd_opt(year, 6, 1).unwrap_or_default();
    let deep = (0..32).fold(json!(1), |inner, _| json!([inner]));
    vec![
        ("a NUL", unkeepable!(text: "a\0b".into())),
        ("a NUL alone", unkeepable!(text: "\0".into())),
        ("a NUL in a short text", unkeepable!(short: "a\0".into())),
        ("nine characters", unkeepable!(short: "123456789".into())),
        ("nine wide characters", unkeepable!(short: "𝄞".repeat(9))),
        ("a ninth character that is a blank", unkeepable!(short: "12345678 ".into())),
        ("a seventh place", unkeepable!(exact: number("0.0000001"))),
        ("a thirteenth digit", unkeepable!(exact: number("1000000000000"))),
        ("a fifth place", unkeepable!(number: number("0.00001"))),
        ("a twelfth digit", unkeepable!(number: number("100000000000"))),
        ("the year 0", unkeepable!(date: year(0))),
        ("a year before", unkeepable!(date: year(-44))),
        ("the year 10000", unkeepable!(date: year(10_000))),
        ("the year 10000 with a time", unkeepable!(moment: year(10_000).into())),
        ("the year 0 in UTC", unkeepable!(instant: moment("0000-01-01 00:00:00").and_utc())),
        ("a year that is 0 in UTC alone", unkeepable!(instant: offset("0001-01-01T13:59:59+14:00"))),
        ("a year that is 10000 in UTC alone", unkeepable!(instant: offset("9999-12-31T12:00:00-12:00"))),
        ("a leap second", unkeepable!(time: leap)),
        ("a leap second of a day", unkeepable!(moment: date("2016-12-31").and_time(leap))),
        ("a leap second in UTC", unkeepable!(instant: date("2016-12-31").and_time(leap).and_utc())),
        ("a NUL in a document", unkeepable!(json: json!({"a": "b\0"}))),
        ("a NUL in a document's key", unkeepable!(json: json!({"\0": 1}))),
        ("a document that is nested too deep", unkeepable!(json: deep)),
    ]
}

/// Each is refused when it is made and when it is saved, and nothing is sent.
pub(super) fn check(setup: &dyn Setup) -> Result<(), String> {
    let place = setup.fresh().map_err(words)?;
    let db = setup.open(Options::new(place.settings())).wait().map_err(words)?;
    let sent = db.capture();
    for (what, boundary) in unkeepable() {
        is_refused(&boundary, &sent).map_err(|why| format!("{what}: {why}"))?;
    }
    let stored = Reader::new(setup.engine(), place.neutral().map_err(words)?)?;
    let rows = stored.rows(Kinds::def())?;
    if rows != "0" {
        return Err(format!("{rows} rows are stored"));
    }
    nanoseconds(&db)?;
    drop(sent);
    db.close(Duration::from_secs(10)).wait().map_err(words)
}

/// Refused when it is made and when it is saved, naming table and column, and nothing is sent.
pub(super) fn is_refused(boundary: &Boundary, sent: &Capture) -> Result<(), String> {
    sent.clear();
    let made = Kinds::objects().create(sent, boundary.row.clone()).wait();
    expect_refusal("create", boundary.column, made)?;
    let saved = whole(1, boundary.row.clone()).save(sent).wait();
    expect_refusal("save", boundary.column, saved)?;
    nothing_sent(sent)
}

fn expect_refusal<T>(what: &str, column: &str, result: segue::Result<T>) -> Result<(), String> {
    let Err(error) = result else { return Err(format!("`{what}` did it, expected InvalidValue")) };
    let told = (error.kind(), error.table(), error.column());
    match told == (ErrorKind::InvalidValue, Some("kinds"), Some(column)) {
        true => Ok(()),
        false => Err(format!("`{what}` gave {told:?}, expected InvalidValue of kinds.{column}: {error}")),
    }
}

pub(super) fn nothing_sent(sent: &Capture) -> Result<(), String> {
    match sent.is_empty() {
        true => Ok(()),
        false => Err(format!("something was sent: {:?}", sent.texts())),
    }
}

/// What is finer than a microsecond is cut off, towards the past, in every mode (D-16).
fn nanoseconds(db: &Database) -> Result<(), String> {
    let fine = moment("1969-12-31 23:59:59.999999999");
    let row = NewKinds { moment: fine, instant: fine.and_utc(), time: fine.time(), ..ordinary() };
    let made = Kinds::objects().create(db, row).wait().map_err(words)?;
    let coarse = moment("1969-12-31 23:59:59.999999");
    match (made.moment, made.instant, made.time) == (coarse, coarse.and_utc(), coarse.time()) {
        true => Ok(()),
        false => Err(format!("{fine} was kept as {made:?}")),
    }
}
