//! Dates and times.

use super::{Boundary, FieldType, NewKinds, boundaries, ordinary};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

pub(super) fn all() -> Vec<Boundary> {
    let mut out = Vec::new();
    boundaries!(out, date, ["0001-01-01", "1582-10-10", "1969-12-31", "2000-02-29", "9999-12-31"].map(date));
    let times =
        ["00:00:00", "23:59:59", "12:34:56.000001", "23:59:59.999999", "12:00:00.500000", "00:00:00.100000"];
    boundaries!(out, time, times.map(time));
    boundaries!(out, moment, MOMENTS.map(moment));
    boundaries!(out, instant, MOMENTS.map(|text| moment(text).and_utc()));
    boundaries!(out, instant, OFFSETS.map(offset));
    out
}

/// The far ends, both sides of 1970 and of the last second that 32 bits can count, and hours that summer time leaves out.
const MOMENTS: [&str; 9] = [
    "0001-01-01 00:00:00",
    "1582-10-10 12:00:00",
    "1969-12-31 23:59:59.999999",
    "1970-01-01 00:00:00",
    "2026-03-29 02:30:00",
    "2026-11-22 18:30:00.500000",
    "2038-01-19 03:14:08",
    "2016-12-31 23:59:59.999999",
    "9999-12-31 23:59:59.999999",
];

/// Points in time as they are given elsewhere.
const OFFSETS: [&str; 3] =
    ["2026-11-22T20:30:00.25+02:00", "2000-01-01T00:00:00+14:00", "1999-12-31T12:15:00-05:45"];

pub(in crate::values) fn moment(text: &str) -> NaiveDateTime {
    orm_api::value::parse_datetime(text).unwrap_or(NaiveDateTime::MIN)
}

pub(in crate::values) fn date(text: &str) -> NaiveDate {
    orm_api::value::parse_date(text).unwrap_or(NaiveDate::MIN)
}

fn time(text: &str) -> NaiveTime {
    orm_api::value::parse_time(text).unwrap_or(NaiveTime::MIN)
}

/// A point in time that is given with an offset.
pub(in crate::values) fn offset(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).map_or(DateTime::<Utc>::MIN_UTC, |moment| moment.to_utc())
}
