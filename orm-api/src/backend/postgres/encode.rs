//! Values on their way to PostgreSQL, in its binary formats. Both drivers hand on these very bytes, so that what is stored
//! cannot depend on the phase.

use super::numeric;
use crate::value::Value;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// Writes `value` in PostgreSQL's binary format, and says whether there is one to write: NULL has none.
pub fn encode(value: &Value, out: &mut Vec<u8>) -> bool {
    match value {
        Value::Null(_) => return false,
        Value::Bool(value) => out.push(u8::from(*value)),
        Value::I16(value) => out.extend(value.to_be_bytes()),
        Value::I32(value) => out.extend(value.to_be_bytes()),
        Value::I64(value) => out.extend(value.to_be_bytes()),
        Value::F32(value) => out.extend(value.to_be_bytes()),
        Value::F64(value) => out.extend(value.to_be_bytes()),
        Value::Text(value) => out.extend(value.as_bytes()),
        Value::Bytes(value) => out.extend(&**value),
        Value::Decimal(value) => numeric::encode(*value, out),
        Value::Date(value) => out.extend(days(*value).to_be_bytes()),
        Value::Time(value) => out.extend(microseconds_of_day(*value).to_be_bytes()),
        Value::DateTime(value) => out.extend(microseconds(*value).to_be_bytes()),
        Value::Timestamp(value) => out.extend(microseconds(value.naive_utc()).to_be_bytes()),
        Value::Uuid(value) => out.extend(value.as_bytes()),
        Value::Json(value) => {
            out.push(JSONB_VERSION);
            out.extend(value.as_bytes());
        }
    }
    true
}

/// The only version of `jsonb`'s format.
pub(super) const JSONB_VERSION: u8 = 1;

/// PostgreSQL counts from the first moment of 2000, in days and microseconds.
pub(super) const EPOCH: NaiveDateTime =
    DateTime::<Utc>::from_timestamp_secs(946_684_800).unwrap().naive_utc();

fn days(date: NaiveDate) -> i32 {
    // A year of at most four digits is far inside the range.
    date.signed_duration_since(EPOCH.date()).num_days() as i32
}

fn microseconds_of_day(time: NaiveTime) -> i64 {
    time.signed_duration_since(NaiveTime::MIN).num_microseconds().unwrap_or_default()
}

fn microseconds(moment: NaiveDateTime) -> i64 {
    moment.signed_duration_since(EPOCH).num_microseconds().unwrap_or_default()
}
