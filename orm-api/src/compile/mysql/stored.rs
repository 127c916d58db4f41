//! The stored form of values: what the column's type takes, exactly.

use super::{
    super::{
        clock, document,
        literal::{self, invalid, mismatch},
    },
    flavor::Flavor,
};
use crate::{
    error::Result,
    value::{SqlType, Value},
};

/// `value` as a column of type `ty` keeps it.
pub(super) fn store(value: &Value, ty: SqlType, flavor: &Flavor) -> Result<Value> {
    match (value, ty) {
        (Value::Null(_), ty) => Ok(Value::Null(ty)),
        (Value::Text(text), SqlType::Text(_)) => Ok(Value::Text(literal::text(text)?)),
        (Value::Bool(_), SqlType::Bool) | (Value::Bytes(_), SqlType::Bytes) => Ok(value.clone()),
        (Value::Date(date), SqlType::Date) => clock::date(*date),
        (Value::Time(time), SqlType::Time) => clock::time(*time),
        (Value::DateTime(moment), SqlType::DateTime) => clock::date_time(*moment),
        (Value::Timestamp(moment), SqlType::Timestamp) => clock::date_time(moment.naive_utc()),
        (Value::Uuid(uuid), SqlType::Uuid) => Ok(literal::uuid(*uuid)),
        (Value::Json(text), SqlType::Json) => Ok(Value::Json(document::json(text)?)),
        (value, ty) => number(value, ty, flavor),
    }
}

fn number(value: &Value, ty: SqlType, flavor: &Flavor) -> Result<Value> {
    match ty {
        SqlType::I16 => literal::integer(value, ty).map(|number| Value::I16(number as i16)),
        SqlType::I32 => literal::integer(value, ty).map(|number| Value::I32(number as i32)),
        SqlType::I64 => literal::integer(value, ty).map(Value::I64),
        SqlType::F32 => {
            finite(literal::float(value, ty)?, flavor)?;
            literal::single(value).map(Value::F32)
        }
        SqlType::F64 => finite(literal::float(value, ty)?, flavor).map(Value::F64),
        SqlType::Decimal(digits) => literal::decimal(value, digits).map(Value::Decimal),
        _ => Err(mismatch(value, ty)),
    }
}

fn finite(number: f64, flavor: &Flavor) -> Result<f64> {
    match number.is_finite() {
        true => Ok(number),
        false => {
            let name = flavor.name;
            Err(invalid(format!(
                "{number} cannot be kept: {name} keeps neither NaN nor infinities; use an `Option`"
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::flavor::{MARIADB, MYSQL},
        *,
    };
    use crate::error::ErrorKind;
    use chrono::{DateTime, NaiveDate, NaiveTime};

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    /// Dates, times and UUIDs become texts, everything else stays what it is; a NULL takes the column's type.
    #[test]
    fn values_have_one_form() {
        let moment = DateTime::from_timestamp(-1, 5_999).unwrap();
        let uuid = uuid::Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8);
        let cases = [
            (Value::Bool(true), SqlType::Bool, Value::Bool(true)),
            (Value::I16(-7), SqlType::I64, Value::I64(-7)),
            (Value::I64(7), SqlType::I16, Value::I16(7)),
            (Value::F64(0.5), SqlType::F32, Value::F32(0.5)),
            (Value::I32(3), SqlType::F64, Value::F64(3.0)),
            (Value::Date(moment.date_naive()), SqlType::Date, text("1969-12-31")),
            (Value::Time(moment.time()), SqlType::Time, text("23:59:59.000005")),
            (Value::DateTime(moment.naive_utc()), SqlType::DateTime, text("1969-12-31 23:59:59.000005")),
            (Value::Timestamp(moment), SqlType::Timestamp, text("1969-12-31 23:59:59.000005")),
            (Value::Uuid(uuid), SqlType::Uuid, text("67e55044-10b1-426f-9247-bb680e5fe0c8")),
            (Value::Json("{}".into()), SqlType::Json, Value::Json("{}".into())),
            (Value::Null(SqlType::Text(None)), SqlType::Date, Value::Null(SqlType::Date)),
        ];
        for (value, ty, expected) in cases {
            assert_eq!(store(&value, ty, &MYSQL).unwrap(), expected, "{value:?}");
        }
    }

    /// The sign of zero is kept.
    #[test]
    fn negative_zero_keeps_its_sign() {
        let Ok(Value::F64(zero)) = store(&Value::F64(-0.0), SqlType::F64, &MYSQL) else { panic!("no float") };
        assert!(zero.is_sign_negative());
    }

    /// What the server would change, or cannot keep, is refused.
    #[test]
    fn what_would_change_is_refused() {
        let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_000_000_000).unwrap();
        let refused = [
            (Value::F64(0.1), SqlType::F32),
            (Value::F64(f64::INFINITY), SqlType::F64),
            (Value::F32(f32::NAN), SqlType::F32),
            (text("a\0b"), SqlType::Text(None)),
            (Value::I64(70_000), SqlType::I16),
            (text("7"), SqlType::I64),
            (Value::Date(NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap()), SqlType::Date),
            (Value::Time(leap), SqlType::Time),
        ];
        for (value, ty) in refused {
            assert_eq!(store(&value, ty, &MYSQL).unwrap_err().kind(), ErrorKind::InvalidValue, "{value:?}");
        }
        let message = store(&Value::F64(f64::NAN), SqlType::F64, &MARIADB).unwrap_err().to_string();
        assert!(message.contains("mariadb keeps neither NaN nor infinities"), "{message}");
    }
}
