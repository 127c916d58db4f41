//! What every database is asked to keep alike: the conversions and refusals of literals that dialects share.

use crate::{
    error::{Error, ErrorKind, Result},
    value::{Digits, SqlType, Value},
};
use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use std::sync::Arc;
use uuid::Uuid;

/// An integer by itself.
pub(super) fn as_integer(value: &Value) -> Option<i64> {
    match value {
        Value::I16(number) => Some(i64::from(*number)),
        Value::I32(number) => Some(i64::from(*number)),
        Value::I64(number) => Some(*number),
        _ => None,
    }
}

/// An integer in the range of `ty`: SQLite would keep 64 bits in any column.
pub(super) fn integer(value: &Value, ty: SqlType) -> Result<i64> {
    let number = as_integer(value).ok_or_else(|| mismatch(value, ty))?;
    let fits = match ty {
        SqlType::I16 => i16::try_from(number).is_ok(),
        SqlType::I32 => i32::try_from(number).is_ok(),
        _ => true,
    };
    match fits {
        true => Ok(number),
        false => Err(invalid(format!("the number {number} is out of the range of {ty}"))),
    }
}

/// A number as a floating point number.
pub(super) fn float(value: &Value, ty: SqlType) -> Result<f64> {
    match value {
        Value::F64(number) => Ok(*number),
        Value::F32(number) => Ok(f64::from(*number)),
        Value::Decimal(number) => number.to_f64().ok_or_else(|| mismatch(value, ty)),
        other => Ok(as_integer(other).ok_or_else(|| mismatch(value, ty))? as f64),
    }
}

/// A number that an `f32` is, exactly: servers would round to 32 bits.
pub(super) fn single(value: &Value) -> Result<f32> {
    let number = float(value, SqlType::F32)?;
    let narrow = number as f32;
    match f64::from(narrow) == number || number.is_nan() {
        true => Ok(narrow),
        false => Err(invalid(format!(
            "the number {number} is no f32, to which it would be rounded; convert it first"
        ))),
    }
}

/// The most digits that a decimal of the application's has.
pub(super) const MOST_DIGITS: u8 = 28;

/// An exact number of a decimal type that servers keep.
pub(super) fn decimal(value: &Value, digits: Digits) -> Result<Decimal> {
    match digits.max_digits > MOST_DIGITS {
        true => Err(too_many_digits(digits.max_digits)),
        false => exact(value, SqlType::Decimal(digits)),
    }
}

#[cold]
pub(super) fn too_many_digits(digits: u8) -> Error {
    unsupported(format!(
        "a decimal of {digits} digits; {MOST_DIGITS} are the most that are read back exactly"
    ))
}

/// An exact number without zeros at its end.
pub(super) fn exact(value: &Value, ty: SqlType) -> Result<Decimal> {
    match (value, as_integer(value)) {
        (Value::Decimal(number), _) => Ok(number.normalize()),
        (_, Some(number)) => Ok(Decimal::from(number)),
        _ => Err(mismatch(value, ty)),
    }
}

/// A text that every database keeps: PostgreSQL cannot keep U+0000, and SQLite's own functions end at it.
pub(super) fn text(text: &Arc<str>) -> Result<Arc<str>> {
    match text.as_bytes().contains(&0) {
        false => Ok(text.clone()),
        true => {
            let message = "a text holds the character U+0000, which databases cannot keep; keep it as bytes";
            Err(invalid(message))
        }
    }
}

/// The year of a date that every database keeps.
pub(super) fn year(date: NaiveDate) -> Result<u32> {
    match u32::try_from(date.year()) {
        Ok(year @ 1..=9999) => Ok(year),
        _ => Err(invalid(format!("the date {date} lies outside of the years 1 to 9999"))),
    }
}

/// The microseconds of `time` in its second; what is finer is cut off. chrono counts nanoseconds upwards, so that this is
/// towards the past; it counts a leap second's on from 1,000,000,000.
pub(super) fn microseconds(time: NaiveTime) -> Result<u32> {
    match time.nanosecond() {
        nanoseconds @ 0..1_000_000_000 => Ok(nanoseconds / 1000),
        _ => Err(invalid(format!("the time {time} lies in a leap second, which no database keeps"))),
    }
}

/// A UUID as its hyphenated text, in lower case.
pub(super) fn uuid(uuid: Uuid) -> Value {
    let mut buffer = [0; 36];
    Value::Text((&*uuid.hyphenated().encode_lower(&mut buffer)).into())
}

/// A number of rows. No table has more than an `i64` can count.
pub(super) fn rows(number: u64) -> Value {
    Value::I64(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Says that a value of one type stands where one of another is expected.
#[cold]
pub(super) fn mismatch(value: &Value, ty: SqlType) -> Error {
    invalid(format!("found a value of type {}, expected {ty}", value.sql_type()))
}

#[cold]
pub(super) fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidValue, message)
}

/// Says that the database, or Segue on it, has no way to do it.
#[cold]
pub(super) fn unsupported(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Unsupported, message)
}
