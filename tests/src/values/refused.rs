//! Values that cannot be kept are refused before anything is sent; those that can are found by a filter.

use super::kinds::{date, moment, number, ordinary};
use crate::{
    Options, Setup,
    models::{Kinds, NewKinds},
};
use chrono::{NaiveDate, NaiveTime};
use libtest_mimic::Failed;
use segue::{Database, Result, prelude::*};
use std::time::Duration;

/// What no row may hold, with a word for it.
fn unkeepable() -> Vec<(&'static str, NewKinds)> {
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap_or_default();
    let year = |year| NaiveDate::from_ymd_opt(year, 6, 1).unwrap_or_default();
    vec![
        ("NaN", NewKinds { double: f64::NAN, ..ordinary() }),
        ("NaN of 32 bits", NewKinds { single: f32::NAN, ..ordinary() }),
        ("a NUL", NewKinds { text: "a\0b".into(), ..ordinary() }),
        ("a NUL alone", NewKinds { text: "\0".into(), ..ordinary() }),
        ("nine characters", NewKinds { short: "123456789".into(), ..ordinary() }),
        ("nine wide characters", NewKinds { short: "𝄞".repeat(9), ..ordinary() }),
        ("a seventh place", NewKinds { exact: number("0.0000001"), ..ordinary() }),
        ("a thirteenth digit", NewKinds { exact: number("1000000000000"), ..ordinary() }),
        ("a fifth place", NewKinds { number: number("0.00001"), ..ordinary() }),
        ("a twelfth digit", NewKinds { number: number("100000000000"), ..ordinary() }),
        ("the year 0", NewKinds { date: year(0), ..ordinary() }),
        ("a year before", NewKinds { date: year(-44), ..ordinary() }),
        ("the year 10000", NewKinds { date: year(10_000), ..ordinary() }),
        ("the year 10000 with a time", NewKinds { moment: year(10_000).into(), ..ordinary() }),
        ("the year 0 in UTC", NewKinds { instant: moment("0000-01-01 00:00:00").and_utc(), ..ordinary() }),
        ("a leap second", NewKinds { time: leap, ..ordinary() }),
        ("a leap second of a day", NewKinds { moment: date("2016-12-31").and_time(leap), ..ordinary() }),
    ]
}

/// Each is refused when it is made and when it is saved, and nothing is sent.
pub(super) fn all(setup: &dyn Setup) -> Result<(), Failed> {
    let place = setup.fresh()?;
    let db = setup.open(Options::new(place.settings())).wait()?;
    let captured = db.capture();
    for (what, row) in unkeepable() {
        let made = Kinds::objects().create(&captured, row).wait();
        match made {
            Err(error) if error.kind() == ErrorKind::InvalidValue && error.table() == Some("kinds") => {}
            other => return Err(format!("{what} gave {other:?}, expected InvalidValue").into()),
        }
    }
    if !captured.is_empty() {
        return Err(format!("something was sent: {:?}", captured.texts()).into());
    }
    nanoseconds(&db)?;
    db.close(Duration::from_secs(10)).wait()?;
    Ok(())
}

/// What is finer than a microsecond is cut off, towards the past, in every mode (D-16).
fn nanoseconds(db: &Database) -> Result<(), Failed> {
    let fine = moment("1969-12-31 23:59:59.999999999");
    let row = NewKinds { moment: fine, instant: fine.and_utc(), time: fine.time(), ..ordinary() };
    let made = Kinds::objects().create(db, row).wait()?;
    let coarse = moment("1969-12-31 23:59:59.999999");
    match (made.moment, made.instant, made.time) == (coarse, coarse.and_utc(), coarse.time()) {
        true => Ok(()),
        false => Err(format!("{fine} was kept as {made:?}").into()),
    }
}

/// Whether a filter by the column's value finds the row; `None` for columns that are not compared as they are.
pub(super) fn found_by_its_value(db: &Database, column: &str, row: &Kinds) -> Result<Option<bool>> {
    let condition = match column {
        "flag" => Kinds::flag.eq(row.flag),
        "small" => Kinds::small.eq(row.small),
        "medium" => Kinds::medium.eq(row.medium),
        "large" => Kinds::large.eq(row.large),
        "single" => Kinds::single.eq(row.single),
        "double" => Kinds::double.eq(row.double),
        "text" => Kinds::text.eq(&row.text),
        "short" => Kinds::short.eq(&row.short),
        "bytes" => Kinds::bytes.eq(&row.bytes),
        "exact" => Kinds::exact.eq(row.exact),
        "number" => Kinds::number.eq(row.number),
        "date" => Kinds::date.eq(row.date),
        "time" => Kinds::time.eq(row.time),
        "moment" => Kinds::moment.eq(row.moment),
        "instant" => Kinds::instant.eq(row.instant),
        "uuid" => Kinds::uuid.eq(row.uuid),
        "shade" => Kinds::shade.eq(&row.shade),
        _ => return Ok(None),
    };
    Kinds::objects().by_pk(row.id).filter(condition).exists(db).wait().map(Some)
}
