//! The stored form of values: SQLite's five kinds.

use super::{
    super::{clock, document, literal},
    digits,
};
use crate::{
    error::{Error, ErrorKind, Result},
    value::{SqlType, Value},
};
use rust_decimal::Decimal;

/// `value` as a column of type `ty` keeps it.
pub(super) fn store(value: &Value, ty: SqlType) -> Result<Value> {
    match (value, ty) {
        (Value::Null(_), ty) => Ok(Value::Null(ty)),
        (Value::Text(text), SqlType::Text(_)) => Ok(Value::Text(literal::text(text)?)),
        (Value::Bool(value), SqlType::Bool) => Ok(Value::I64(i64::from(*value))),
        (Value::Bytes(bytes), SqlType::Bytes) => Ok(Value::Bytes(bytes.clone())),
        (value, SqlType::Decimal(kept)) => digits::store(value, kept),
        (Value::Date(date), SqlType::Date) => clock::date(*date),
        (Value::Time(time), SqlType::Time) => clock::time(*time),
        (Value::DateTime(moment), SqlType::DateTime) => clock::date_time(*moment),
        (Value::Timestamp(moment), SqlType::Timestamp) => clock::date_time(moment.naive_utc()),
        (Value::Uuid(uuid), SqlType::Uuid) => Ok(literal::uuid(*uuid)),
        (Value::Json(text), SqlType::Json) => Ok(Value::Text(document::json(text)?)),
        (value, SqlType::I16 | SqlType::I32 | SqlType::I64) => Ok(Value::I64(literal::integer(value, ty)?)),
        (value, SqlType::F32 | SqlType::F64) => float(value, ty),
        (value, ty) => Err(literal::mismatch(value, ty)),
    }
}

/// A decimal without a column says nothing of the unit that it would be kept in.
#[cold]
pub(super) fn unscaled(number: &Decimal) -> Error {
    let message = format!(
        "the decimal {number} cannot be bound to raw SQL on sqlite, which keeps decimals as integers of the \
         column's smallest unit; bind that integer as an i64"
    );
    Error::new(ErrorKind::InvalidValue, message)
}

/// SQLite would store NaN as NULL. It keeps no sign of zero: both sides of a comparison lose it here.
fn float(value: &Value, ty: SqlType) -> Result<Value> {
    let number = literal::float(value, ty)?;
    if number.is_nan() {
        let message = "NaN cannot be kept by sqlite, which would store NULL; use an `Option`";
        return Err(Error::new(ErrorKind::InvalidValue, message));
    }
    Ok(Value::F64(number + 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind of value has one stored form.
    #[test]
    fn values_become_one_of_five_kinds() {
        let uuid = uuid::Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8);
        let cases = [
            (Value::Bool(true), SqlType::Bool, Value::I64(1)),
            (Value::I16(-7), SqlType::I16, Value::I64(-7)),
            (Value::I32(7), SqlType::I64, Value::I64(7)),
            (Value::F32(0.5), SqlType::F32, Value::F64(0.5)),
            (Value::Json("{}".into()), SqlType::Json, Value::Text("{}".into())),
            (Value::Null(SqlType::Text(None)), SqlType::I64, Value::Null(SqlType::I64)),
            (Value::Uuid(uuid), SqlType::Uuid, Value::Text("67e55044-10b1-426f-9247-bb680e5fe0c8".into())),
        ];
        for (value, ty, expected) in cases {
            assert_eq!(store(&value, ty).unwrap(), expected, "{value:?}");
        }
    }

    /// Zero has no sign once it is stored.
    #[test]
    fn negative_zero_loses_its_sign() {
        let Ok(Value::F64(zero)) = store(&Value::F64(-0.0), SqlType::F64) else { panic!("no float") };
        assert!(zero.is_sign_positive());
    }

    /// What SQLite would change silently is refused.
    #[test]
    fn what_would_change_is_refused() {
        let refused = [
            (Value::F64(f64::NAN), SqlType::F64),
            (Value::Text("a\0b".into()), SqlType::Text(None)),
            (Value::I64(70_000), SqlType::I16),
            (Value::Text("7".into()), SqlType::I64),
        ];
        for (value, ty) in refused {
            assert_eq!(store(&value, ty).unwrap_err().kind(), ErrorKind::InvalidValue, "{value:?}");
        }
    }
}
