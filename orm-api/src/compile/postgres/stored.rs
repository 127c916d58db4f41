//! The stored form of values: what the column's type takes, exactly.

use super::super::{
    document,
    literal::{self, mismatch},
};
use crate::{
    error::Result,
    value::{SqlType, Value},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// `value` as a column of type `ty` keeps it.
pub(super) fn store(value: &Value, ty: SqlType) -> Result<Value> {
    match (value, ty) {
        (Value::Null(_), ty) => Ok(Value::Null(ty)),
        (Value::Text(text), SqlType::Text(_)) => Ok(Value::Text(literal::text(text)?)),
        (Value::Bool(_), SqlType::Bool)
        | (Value::Bytes(_), SqlType::Bytes)
        | (Value::Uuid(_), SqlType::Uuid) => Ok(value.clone()),
        (Value::Date(date), SqlType::Date) => Ok(Value::Date(kept_date(*date)?)),
        (Value::Time(time), SqlType::Time) => Ok(Value::Time(kept_time(*time)?)),
        (Value::DateTime(moment), SqlType::DateTime) => Ok(Value::DateTime(kept_moment(*moment)?)),
        (Value::Timestamp(moment), SqlType::Timestamp) => {
            Ok(Value::Timestamp(kept_moment(moment.naive_utc())?.and_utc()))
        }
        (Value::Json(text), SqlType::Json) => Ok(Value::Json(document::json(text)?)),
        (value, ty) => number(value, ty),
    }
}

fn number(value: &Value, ty: SqlType) -> Result<Value> {
    match ty {
        SqlType::I16 => literal::integer(value, ty).map(|number| Value::I16(number as i16)),
        SqlType::I32 => literal::integer(value, ty).map(|number| Value::I32(number as i32)),
        SqlType::I64 => literal::integer(value, ty).map(Value::I64),
        SqlType::F32 => literal::single(value).map(Value::F32),
        SqlType::F64 => literal::float(value, ty).map(Value::F64),
        SqlType::Decimal(digits) => literal::decimal(value, digits).map(Value::Decimal),
        _ => Err(mismatch(value, ty)),
    }
}

fn kept_date(date: NaiveDate) -> Result<NaiveDate> {
    literal::year(date).map(|_| date)
}

/// In microseconds: drivers do not agree on which way they cut the rest.
fn kept_time(time: NaiveTime) -> Result<NaiveTime> {
    let nanoseconds = literal::microseconds(time)? * 1000;
    Ok(time.with_nanosecond(nanoseconds).unwrap_or(time))
}

fn kept_moment(moment: NaiveDateTime) -> Result<NaiveDateTime> {
    Ok(kept_date(moment.date())?.and_time(kept_time(moment.time())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    /// Every kind of value stays what it is; a NULL takes the column's type.
    #[test]
    fn values_stay_what_they_are() {
        let cases = [
            (Value::Bool(true), SqlType::Bool, Value::Bool(true)),
            (Value::I16(-7), SqlType::I64, Value::I64(-7)),
            (Value::I64(7), SqlType::I16, Value::I16(7)),
            (Value::F64(0.5), SqlType::F32, Value::F32(0.5)),
            (Value::I32(3), SqlType::F64, Value::F64(3.0)),
            (Value::Json(r#""\\u0000""#.into()), SqlType::Json, Value::Json(r#""\\u0000""#.into())),
            (Value::Null(SqlType::Text(None)), SqlType::I64, Value::Null(SqlType::I64)),
        ];
        for (value, ty, expected) in cases {
            assert_eq!(store(&value, ty).unwrap(), expected, "{value:?}");
        }
    }

    /// NaN and the sign of zero are kept.
    #[test]
    fn floating_point_numbers_are_kept() {
        let Ok(Value::F64(zero)) = store(&Value::F64(-0.0), SqlType::F64) else { panic!("no float") };
        assert!(zero.is_sign_negative());
        assert!(matches!(store(&Value::F32(f32::NAN), SqlType::F32), Ok(Value::F32(nan)) if nan.is_nan()));
    }

    /// What PostgreSQL would change, or cannot keep, is refused.
    #[test]
    fn what_would_change_is_refused() {
        let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_000_000_000).unwrap();
        let refused = [
            (Value::F64(0.1), SqlType::F32),
            (Value::Text("a\0b".into()), SqlType::Text(None)),
            (Value::Json(r#"{"a": "\u0000"}"#.into()), SqlType::Json),
            (Value::Json(r#""\\\u0000""#.into()), SqlType::Json),
            (Value::I64(70_000), SqlType::I16),
            (Value::Text("7".into()), SqlType::I64),
            (Value::Date(NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap()), SqlType::Date),
            (Value::Time(leap), SqlType::Time),
        ];
        for (value, ty) in refused {
            assert_eq!(store(&value, ty).unwrap_err().kind(), ErrorKind::InvalidValue, "{value:?}");
        }
    }

    /// Before 1970 too, what is finer than a microsecond is cut towards the past.
    #[test]
    fn nanoseconds_are_cut() {
        let moment = |nanoseconds| chrono::DateTime::from_timestamp(-1, nanoseconds).unwrap();
        let stored = store(&Value::Timestamp(moment(999_999_999)), SqlType::Timestamp).unwrap();
        assert_eq!(stored, Value::Timestamp(moment(999_999_000)));
    }
}
