//! Values as PostgreSQL sends them, in its binary formats. Both drivers lend these very bytes, so that what is read cannot
//! depend on the phase, and none of them guesses (D-33, D-37, D-59).

use super::{encode, numeric, oid};
use crate::{
    error::{Error, ErrorKind, Result},
    value::{Cell, Plain, Row},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use uuid::Uuid;

/// A row of a driver's, as far as bytes go.
pub trait Wire {
    /// How many columns it has.
    fn columns(&self) -> usize;

    /// Shows the number of the type, and the bytes, of the value at `index`; no bytes for NULL. Nothing is shown where
    /// there is no such column.
    fn show<T>(&self, index: usize, read: impl FnOnce(u32, Option<&[u8]>) -> T) -> Option<T>;
}

/// A row whose cells are read from their bytes.
pub struct WireRow<R>(pub R);

impl<R: Wire> Row for WireRow<R> {
    fn len(&self) -> usize {
        self.0.columns()
    }

    fn cell(&self, index: usize, show: &mut dyn FnMut(Cell<'_>)) -> Result<()> {
        let shown = self.0.show(index, |oid, bytes| {
            let cell = match bytes {
                None => Cell::Null,
                Some(bytes) => cell(oid, bytes).map_err(|why| unreadable(index, oid, why))?,
            };
            show(cell);
            Ok(())
        });
        shown.unwrap_or_else(|| Err(crate::backend::no_column(index, self.len())))
    }

    fn plain_i64(&self, index: usize) -> Plain<i64> {
        self.plain(index, |oid, bytes| match (oid, bytes) {
            (oid::INT8, bytes) => bytes.try_into().ok().map(i64::from_be_bytes),
            (oid::INT4, bytes) => bytes.try_into().ok().map(|bytes| i32::from_be_bytes(bytes).into()),
            _ => None,
        })
    }

    fn plain_f64(&self, index: usize) -> Plain<f64> {
        self.plain(index, |oid, bytes| match oid {
            oid::FLOAT8 => bytes.try_into().ok().map(f64::from_be_bytes),
            _ => None,
        })
    }

    fn plain_text(&self, index: usize) -> Plain<String> {
        self.plain(index, |oid, bytes| match oid {
            oid::TEXT | oid::VARCHAR => str::from_utf8(bytes).ok().map(str::to_owned),
            _ => None,
        })
    }
}

impl<R: Wire> WireRow<R> {
    fn plain<T>(&self, index: usize, read: impl FnOnce(u32, &[u8]) -> Option<T>) -> Plain<T> {
        let shown = self.0.show(index, |oid, bytes| match bytes {
            None => Plain::Null,
            Some(bytes) => read(oid, bytes).map_or(Plain::Other, Plain::Value),
        });
        shown.unwrap_or(Plain::Other)
    }
}

type Unreadable = &'static str;

/// A value that is not NULL.
fn cell(oid: u32, bytes: &[u8]) -> Result<Cell<'_>, Unreadable> {
    Ok(match oid {
        oid::BOOL => Cell::Bool(fixed::<1>(bytes)? != [0]),
        oid::INT2 => Cell::I64(i16::from_be_bytes(fixed(bytes)?).into()),
        oid::INT4 => Cell::I64(i32::from_be_bytes(fixed(bytes)?).into()),
        oid::INT8 => Cell::I64(i64::from_be_bytes(fixed(bytes)?)),
        oid::OID => Cell::I64(u32::from_be_bytes(fixed(bytes)?).into()),
        oid::FLOAT4 => Cell::F32(f32::from_be_bytes(fixed(bytes)?)),
        oid::FLOAT8 => Cell::F64(f64::from_be_bytes(fixed(bytes)?)),
        oid::BYTEA => Cell::Bytes(bytes),
        oid::NUMERIC => Cell::Decimal(numeric::decode(bytes)?),
        oid::DATE => Cell::Date(date(i32::from_be_bytes(fixed(bytes)?))?),
        oid::TIME => Cell::Time(time(i64::from_be_bytes(fixed(bytes)?))?),
        oid::TIMESTAMP => Cell::DateTime(moment(i64::from_be_bytes(fixed(bytes)?))?),
        oid::TIMESTAMPTZ => Cell::Timestamp(moment(i64::from_be_bytes(fixed(bytes)?))?.and_utc()),
        oid::UUID => Cell::Uuid(Uuid::from_bytes(fixed(bytes)?)),
        oid::JSONB => Cell::Text(text(jsonb(bytes)?)?),
        oid::TEXT | oid::VARCHAR | oid::BPCHAR | oid::NAME | oid::CHAR | oid::UNKNOWN | oid::JSON => {
            Cell::Text(text(bytes)?)
        }
        // Enums, and texts of extensions such as `citext`, are sent as texts (D-38); what is none is not guessed at.
        oid::FIRST_OF_USERS.. => text(bytes).map_or(Cell::Bytes(bytes), Cell::Text),
        _ => return Err("a type that no field has; cast it in the query, such as to text"),
    })
}

fn fixed<const LENGTH: usize>(bytes: &[u8]) -> Result<[u8; LENGTH], Unreadable> {
    bytes.try_into().map_err(|_| "a value of another length than its type has")
}

fn text(bytes: &[u8]) -> Result<&str, Unreadable> {
    str::from_utf8(bytes).map_err(|_| "text that is not UTF-8")
}

fn jsonb(bytes: &[u8]) -> Result<&[u8], Unreadable> {
    match bytes.split_first() {
        Some((&encode::JSONB_VERSION, text)) => Ok(text),
        _ => Err("a jsonb of an unknown version"),
    }
}

const INFINITY: Unreadable = "an infinity, which no date is; filter it out, or cast it to text";

fn date(days: i32) -> Result<NaiveDate, Unreadable> {
    match days {
        i32::MIN | i32::MAX => Err(INFINITY),
        days => encode::EPOCH.date().checked_add_signed(TimeDelta::days(days.into())).ok_or(FAR),
    }
}

const FAR: Unreadable = "a date too far away; cast it to text";

/// PostgreSQL's `24:00:00` is refused: it would read as midnight, 24 hours earlier (D-59).
fn time(microseconds: i64) -> Result<NaiveTime, Unreadable> {
    let seconds = u32::try_from(microseconds / 1_000_000).unwrap_or(u32::MAX);
    let rest = u32::try_from(microseconds % 1_000_000 * 1000).unwrap_or(u32::MAX);
    let outside = "24:00:00, which is no time of a day; cast it to text";
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, rest).ok_or(outside)
}

fn moment(microseconds: i64) -> Result<NaiveDateTime, Unreadable> {
    match microseconds {
        i64::MIN | i64::MAX => Err(INFINITY),
        microseconds => encode::EPOCH.checked_add_signed(TimeDelta::microseconds(microseconds)).ok_or(FAR),
    }
}

#[cold]
fn unreadable(index: usize, oid: u32, why: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("result column {index}, of PostgreSQL's type {oid}: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{SqlType, Value};

    /// Whatever is written is read as it was.
    #[test]
    fn values_come_back() {
        let moment =
            NaiveDate::from_ymd_opt(1, 1, 1).unwrap().and_hms_micro_opt(23, 59, 59, 999_999).unwrap();
        let cases = [
            (Value::Bool(true), Cell::Bool(true)),
            (Value::I16(i16::MIN), Cell::I64(i16::MIN.into())),
            (Value::I64(i64::MAX), Cell::I64(i64::MAX)),
            (Value::F32(-0.0), Cell::F32(-0.0)),
            (Value::Date(moment.date()), Cell::Date(moment.date())),
            (Value::Time(moment.time()), Cell::Time(moment.time())),
            (Value::DateTime(moment), Cell::DateTime(moment)),
            (Value::Timestamp(moment.and_utc()), Cell::Timestamp(moment.and_utc())),
            (Value::Uuid(Uuid::max()), Cell::Uuid(Uuid::max())),
            (Value::Json("[1]".into()), Cell::Text("[1]")),
            (Value::Bytes([0, 255].as_slice().into()), Cell::Bytes(&[0, 255])),
        ];
        for (value, expected) in cases {
            let mut bytes = Vec::new();
            assert!(super::super::encode(&value, &mut bytes));
            assert_eq!(cell(oid::of_type(value.sql_type()), &bytes), Ok(expected), "{value:?}");
        }
        assert!(!super::super::encode(&Value::Null(SqlType::I64), &mut Vec::new()));
    }

    /// What no field can hold is an error, and never another value.
    #[test]
    fn what_no_field_can_hold_is_refused() {
        let infinite = i64::MAX.to_be_bytes();
        assert_eq!(cell(oid::TIMESTAMPTZ, &infinite), Err(INFINITY));
        assert_eq!(cell(oid::DATE, &i32::MIN.to_be_bytes()), Err(INFINITY));
        assert_eq!(cell(oid::TIMESTAMP, &(i64::MAX - 1).to_be_bytes()), Err(FAR));
        assert!(cell(oid::TIME, &86_400_000_000_i64.to_be_bytes()).is_err());
        assert!(cell(oid::INT4, &[0; 8]).is_err(), "a length is checked");
        assert!(cell(oid::TEXT, &[0xFF]).is_err());
        assert!(cell(600, &[0; 16]).is_err(), "a point is no text");
        assert_eq!(cell(20_000, b"red"), Ok(Cell::Text("red")));
    }
}
