//! When two values are the same, and which comes first.

use super::fate::float;
use crate::models::Kinds;
use orm_api::value::{SqlType, Value};
use rust_decimal::Decimal;
use segue::prelude::*;
use std::cmp::Ordering;

/// Whether two values are the same to the last bit and the last place.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::F32(one), Value::F32(other)) => {
            one.to_bits() == other.to_bits() || (one.is_nan() && other.is_nan())
        }
        (Value::F64(one), Value::F64(other)) => {
            one.to_bits() == other.to_bits() || (one.is_nan() && other.is_nan())
        }
        (Value::Decimal(one), Value::Decimal(other)) => one.to_string() == other.to_string(),
        _ => one == other,
    }
}

/// The value as a column of that type gives it back: a decimal with all places of the column.
pub(super) fn as_kept(ty: SqlType, value: &Value) -> Value {
    match (value, ty) {
        (Value::Decimal(number), SqlType::Decimal(digits)) => {
            let mut number = if number.is_zero() { Decimal::ZERO } else { *number };
            number.rescale(digits.places.into());
            Value::Decimal(number)
        }
        (value, _) => value.clone(),
    }
}

/// The columns in which two rows differ.
pub(super) fn differing(one: &Kinds, other: &Kinds) -> Vec<&'static str> {
    let fields = Kinds::def().fields.iter().enumerate();
    let differ = |index: &usize| !same(&one.encode_field(*index), &other.encode_field(*index));
    fields.filter(|(index, _)| differ(index)).map(|(_, field)| field.column).collect()
}

/// The row's value in a column.
pub(super) fn value_of(row: &Kinds, column: &str) -> Value {
    let index = Kinds::def().fields.iter().position(|field| field.column == column);
    row.encode_field(index.unwrap_or_default())
}

/// Which of two values of one column is less, as Rust has it; NaN is the greatest number, as PostgreSQL has it. JSON has no
/// order.
pub(super) fn compared(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::I16(one), Value::I16(other)) => one.cmp(other),
        (Value::I32(one), Value::I32(other)) => one.cmp(other),
        (Value::I64(one), Value::I64(other)) => one.cmp(other),
        (Value::Text(one), Value::Text(other)) => one.chars().cmp(other.chars()),
        (Value::Bytes(one), Value::Bytes(other)) => one.cmp(other),
        (Value::Decimal(one), Value::Decimal(other)) => one.cmp(other),
        (Value::Date(one), Value::Date(other)) => one.cmp(other),
        (Value::Time(one), Value::Time(other)) => one.cmp(other),
        (Value::DateTime(one), Value::DateTime(other)) => one.cmp(other),
        (Value::Timestamp(one), Value::Timestamp(other)) => one.cmp(other),
        (Value::Uuid(one), Value::Uuid(other)) => one.cmp(other),
        (one, other) => match (float(one), float(other)) {
            (Some(one), Some(other)) => one.partial_cmp(&other).unwrap_or(one.is_nan().cmp(&other.is_nan())),
            _ => Ordering::Equal,
        },
    }
}
