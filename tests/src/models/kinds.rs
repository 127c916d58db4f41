//! A table with a column for each type of field, and one in which each may be NULL.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use segue::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A size: a type of the application's own, kept as JSON.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Size {
    /// In millimetres.
    pub width: u32,
    /// In millimetres, if it has one.
    pub height: Option<u32>,
}

/// A colour: a type of the application's own, kept as text.
#[derive(Debug, Clone, PartialEq)]
pub enum Shade {
    /// No colour at all.
    Black,
    /// Every colour.
    White,
}

impl CustomField for Shade {
    type Base = String;

    fn to_base(&self) -> String {
        match self {
            Shade::Black => "black".to_owned(),
            Shade::White => "white".to_owned(),
        }
    }

    fn from_base(base: String) -> Result<Self, String> {
        match base.as_str() {
            "black" => Ok(Shade::Black),
            "white" => Ok(Shade::White),
            other => Err(format!("`{other}` is no shade")),
        }
    }
}

/// One column of each type.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "kinds")]
pub struct Kinds {
    /// The key.
    #[field(primary_key, auto)]
    pub id: i64,
    /// True or false.
    pub flag: bool,
    /// 16 bits.
    pub small: i16,
    /// 32 bits.
    pub medium: i32,
    /// 64 bits.
    pub large: i64,
    /// 32 bits of floating point.
    pub single: f32,
    /// 64 bits of floating point.
    pub double: f64,
    /// Text of any length.
    pub text: String,
    /// Text of up to eight characters.
    #[field(max_length = 8)]
    pub short: String,
    /// Bytes.
    pub bytes: Vec<u8>,
    /// An exact number, kept as an integer.
    #[field(max_digits = 18, decimal_places = 6)]
    pub exact: Decimal,
    /// A number as SQLite has it.
    #[field(max_digits = 15, decimal_places = 4, stored_as = "number")]
    pub number: Decimal,
    /// A day.
    pub date: NaiveDate,
    /// A time of day.
    pub time: NaiveTime,
    /// A day and a time.
    pub moment: NaiveDateTime,
    /// A point in time.
    pub instant: DateTime<Utc>,
    /// A UUID.
    pub uuid: Uuid,
    /// Any JSON.
    pub json: serde_json::Value,
    /// JSON with a type.
    pub size: Json<Size>,
    /// A type of the application's own.
    pub shade: Shade,
}

/// One column of each type, each of which may be NULL.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "maybe_kinds")]
pub struct MaybeKinds {
    /// The key.
    #[field(primary_key, auto)]
    pub id: i64,
    /// True or false.
    pub flag: Option<bool>,
    /// 16 bits.
    pub small: Option<i16>,
    /// 32 bits.
    pub medium: Option<i32>,
    /// 64 bits.
    pub large: Option<i64>,
    /// 32 bits of floating point.
    pub single: Option<f32>,
    /// 64 bits of floating point.
    pub double: Option<f64>,
    /// Text of any length.
    pub text: Option<String>,
    /// Bytes.
    pub bytes: Option<Vec<u8>>,
    /// An exact number.
    #[field(max_digits = 18, decimal_places = 6)]
    pub exact: Option<Decimal>,
    /// A day.
    pub date: Option<NaiveDate>,
    /// A time of day.
    pub time: Option<NaiveTime>,
    /// A day and a time.
    pub moment: Option<NaiveDateTime>,
    /// A point in time.
    pub instant: Option<DateTime<Utc>>,
    /// A UUID.
    pub uuid: Option<Uuid>,
    /// Any JSON.
    pub json: Option<serde_json::Value>,
    /// JSON with a type.
    pub size: Option<Json<Size>>,
    /// A type of the application's own.
    pub shade: Option<Shade>,
}
