//! Rows of fields that may be NULL, and when two rows are the same.

use super::kinds::{date, moment};
use crate::models::{Kinds, NewMaybeKinds, Shade, Size};
use chrono::{DateTime, NaiveTime};
use rust_decimal::Decimal;
use segue::prelude::*;
use uuid::Uuid;

/// A row in which every field is NULL.
pub(super) fn nothing() -> NewMaybeKinds {
    NewMaybeKinds {
        flag: None,
        small: None,
        medium: None,
        large: None,
        single: None,
        double: None,
        text: None,
        bytes: None,
        exact: None,
        date: None,
        time: None,
        moment: None,
        instant: None,
        uuid: None,
        json: None,
        size: None,
        shade: None,
    }
}

/// A row in which every field has a value that might be taken for NULL.
pub(super) fn nearly_nothing() -> NewMaybeKinds {
    NewMaybeKinds {
        flag: Some(false),
        small: Some(0),
        medium: Some(0),
        large: Some(0),
        single: Some(0.0),
        double: Some(0.0),
        text: Some(String::new()),
        bytes: Some(Vec::new()),
        exact: Some(Decimal::ZERO),
        date: Some(date("0001-01-01")),
        time: Some(NaiveTime::MIN),
        moment: Some(moment("0001-01-01 00:00:00")),
        instant: Some(DateTime::default()),
        uuid: Some(Uuid::nil()),
        json: Some(serde_json::Value::Null),
        size: Some(Json(Size::default())),
        shade: Some(Shade::Black),
    }
}

/// What is read must be what was written, to the last bit, but for the sign of zero where the capability lacks.
pub(super) fn same(written: &Kinds, read: &Kinds, keeps_negative_zero: bool) -> bool {
    let bits = |kinds: &Kinds| match keeps_negative_zero {
        true => (kinds.single.to_bits(), kinds.double.to_bits()),
        false => ((kinds.single + 0.0).to_bits(), (kinds.double + 0.0).to_bits()),
    };
    written == read && bits(written) == bits(read) && written.exact.to_string() == read.exact.to_string()
}
