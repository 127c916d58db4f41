//! The boundary values, each listed once with its column.

mod documents;
mod numbers;
mod texts;
mod times;

pub(super) use numbers::number;
pub(super) use times::{date, moment, offset};

use crate::models::{Kinds, NewKinds, Shade, Size};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use orm_api::{
    model::FieldDef,
    value::{FieldType, Value},
};
use rust_decimal::Decimal;
use segue::prelude::*;
use serde_json::json;
use std::sync::OnceLock;
use uuid::Uuid;

/// A value of one column, in a row whose other columns are at rest.
#[derive(Clone)]
pub(super) struct Boundary {
    pub(super) column: &'static str,
    pub(super) row: NewKinds,
    /// The value, as it is bound.
    pub(super) value: Value,
}

impl Boundary {
    /// Its column.
    pub(super) fn field(&self) -> &'static FieldDef {
        field(self.column)
    }

    /// In a few words.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.column, shown(&self.value))
    }
}

/// A value in a few words: of a long one both ends.
pub(super) fn shown(value: &Value) -> String {
    let text = format!("{value:?}");
    let (begin, end) = (text.char_indices().nth(80), text.char_indices().nth_back(20));
    match (begin, end) {
        (Some((begin, _)), Some((end, _))) if begin < end => {
            format!("{} ... {} ({} bytes)", &text[..begin], &text[end..], text.len())
        }
        _ => text,
    }
}

/// The column with that name.
pub(super) fn field(column: &str) -> &'static FieldDef {
    let fields = Kinds::def().fields;
    fields.iter().find(|field| field.column == column).unwrap_or(&fields[0])
}

/// A row at rest: for each field something ordinary.
pub(super) fn ordinary() -> NewKinds {
    NewKinds {
        flag: true,
        small: 1,
        medium: 1,
        large: 1,
        single: 0.5,
        double: 0.5,
        text: "x".into(),
        short: "x".into(),
        bytes: vec![1],
        exact: Decimal::ONE,
        number: Decimal::ONE,
        date: NaiveDate::default(),
        time: NaiveTime::default(),
        moment: NaiveDateTime::default(),
        instant: DateTime::default(),
        uuid: Uuid::nil(),
        json: json!({}),
        size: Json(Size::default()),
        shade: Shade::Black,
    }
}

/// The row as it would be with that key.
pub(super) fn whole(id: i64, row: NewKinds) -> Kinds {
    Kinds {
        id,
        flag: row.flag,
        small: row.small,
        medium: row.medium,
        large: row.large,
        single: row.single,
        double: row.double,
        text: row.text,
        short: row.short,
        bytes: row.bytes,
        exact: row.exact,
        number: row.number,
        date: row.date,
        time: row.time,
        moment: row.moment,
        instant: row.instant,
        uuid: row.uuid,
        json: row.json,
        size: row.size,
        shade: row.shade,
    }
}

/// Puts values of one field into a list.
macro_rules! boundaries {
    ($out:ident, $field:ident, $values:expr) => {
        for value in $values {
            let row = NewKinds { $field: value, ..ordinary() };
            let value = FieldType::encode(&row.$field);
            $out.push(Boundary { column: stringify!($field), row, value });
        }
    };
}
use boundaries;

/// The boundary values of one column.
pub(super) fn of(column: &str) -> impl Iterator<Item = &'static Boundary> {
    all().iter().filter(move |boundary| boundary.column == column)
}

/// All columns with all their boundary values: made once, since some are long.
fn all() -> &'static [Boundary] {
    static ALL: OnceLock<Vec<Boundary>> = OnceLock::new();
    ALL.get_or_init(|| [numbers::all(), texts::all(), times::all(), documents::all()].concat())
}

/// Every column but the key.
pub(super) fn columns() -> Vec<&'static str> {
    Kinds::def().fields.iter().filter(|field| !field.primary_key).map(|field| field.column).collect()
}
