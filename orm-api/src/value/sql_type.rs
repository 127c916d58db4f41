//! The types that a column can have: what a model's field, a literal and a result column are typed by.

use std::fmt;

/// A column's type as the model states it; each dialect decides how it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SqlType {
    /// True or false.
    Bool,
    /// 16-bit signed integer.
    I16,
    /// 32-bit signed integer.
    I32,
    /// 64-bit signed integer.
    I64,
    /// 32-bit IEEE 754 floating point.
    F32,
    /// 64-bit IEEE 754 floating point.
    F64,
    /// UTF-8 text; at most that many characters, where a length is stated.
    Text(Option<u32>),
    /// Bytes.
    Bytes,
    /// An exact decimal number.
    Decimal(Digits),
    /// A date of the proleptic Gregorian calendar, years 1 to 9999.
    Date,
    /// A time of day without a zone, in microseconds.
    Time,
    /// A date and time without a zone, in microseconds.
    DateTime,
    /// A point in time, in microseconds, kept and read in UTC.
    Timestamp,
    /// A UUID (RFC 9562).
    Uuid,
    /// A JSON document (RFC 8259).
    Json,
}

/// The digits of a decimal, as in SQL's `numeric(precision, scale)`, and where they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digits {
    /// All significant digits (SQL's precision).
    pub max_digits: u8,
    /// The digits after the point (SQL's scale).
    pub places: u8,
    /// How SQLite keeps them; servers have an exact `numeric` and ignore it.
    pub form: DecimalForm,
}

/// How SQLite, which has no exact decimal of its own, keeps one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum DecimalForm {
    /// As the integer of its smallest unit: `9.90` with two places is `990`. Exact; at most 18 digits.
    #[default]
    Scaled,
    /// As SQLite's own number, for tables that Segue did not make. Exact to read and compare up to 15
    /// digits; sums are rounded to the column's places.
    Number,
}

impl SqlType {
    /// The name by which messages call it.
    pub const fn name(self) -> &'static str {
        match self {
            SqlType::Bool => "bool",
            SqlType::I16 => "i16",
            SqlType::I32 => "i32",
            SqlType::I64 => "i64",
            SqlType::F32 => "f32",
            SqlType::F64 => "f64",
            SqlType::Text(_) => "text",
            SqlType::Bytes => "bytes",
            SqlType::Decimal(_) => "decimal",
            SqlType::Date => "date",
            SqlType::Time => "time",
            SqlType::DateTime => "date-time",
            SqlType::Timestamp => "timestamp",
            SqlType::Uuid => "uuid",
            SqlType::Json => "json",
        }
    }

    /// Whether it is text.
    pub const fn is_text(self) -> bool {
        matches!(self, SqlType::Text(_))
    }

    /// Whether it is an integer.
    pub const fn is_integer(self) -> bool {
        matches!(self, SqlType::I16 | SqlType::I32 | SqlType::I64)
    }

    /// Whether it is an exact decimal.
    pub const fn is_decimal(self) -> bool {
        matches!(self, SqlType::Decimal(_))
    }

    /// Text of at most `length` characters; what is no text stays as it is.
    #[must_use]
    pub const fn with_max_length(self, length: u32) -> Self {
        match self {
            SqlType::Text(_) => SqlType::Text(Some(length)),
            other => other,
        }
    }

    /// A decimal of `max_digits` digits, `places` of them after the point, and kept as SQLite's own `number` or
    /// not; what is no decimal stays as it is.
    #[must_use]
    pub const fn with_digits(self, max_digits: u8, places: u8, number: bool) -> Self {
        let form = if number { DecimalForm::Number } else { DecimalForm::Scaled };
        match self {
            SqlType::Decimal(_) => SqlType::Decimal(Digits { max_digits, places, form }),
            other => other,
        }
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
