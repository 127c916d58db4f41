//! Values on their way into a statement, cells on their way out of a row, and the types of both.

mod cell;
mod custom;
mod decimal;
mod field_type;
mod json;
mod numbers;
mod sql_type;
mod temporal;
mod text;
mod uuid;

pub use cell::{Cell, Plain, Row, read};
pub use custom::CustomField;
pub use field_type::{FieldType, Mismatch, Nullable, Nullity, Reference, Required};
pub use json::Json;
pub use sql_type::{DecimalForm, Digits, SqlType};
pub use temporal::{parse_date, parse_datetime, parse_time, parse_timestamp};

use ::uuid::Uuid;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use std::sync::Arc;

/// A value to be bound. NULL is typed by the column that it stands for, never untyped: what a parameter is
/// must not depend on what happens to be in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// NULL in a column of that type.
    Null(SqlType),
    /// True or false.
    Bool(bool),
    /// 16-bit signed integer.
    I16(i16),
    /// 32-bit signed integer.
    I32(i32),
    /// 64-bit signed integer.
    I64(i64),
    /// 32-bit floating point.
    F32(f32),
    /// 64-bit floating point.
    F64(f64),
    /// UTF-8 text.
    Text(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// Exact decimal.
    Decimal(Decimal),
    /// Date.
    Date(NaiveDate),
    /// Time of day.
    Time(NaiveTime),
    /// Date and time without a zone.
    DateTime(NaiveDateTime),
    /// Point in time.
    Timestamp(DateTime<Utc>),
    /// UUID.
    Uuid(Uuid),
    /// JSON, as its text.
    Json(Arc<str>),
}

impl Value {
    /// Whether it is NULL.
    pub const fn is_null(&self) -> bool {
        matches!(self, Value::Null(_))
    }
}
