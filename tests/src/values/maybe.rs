//! Rows of fields that may be NULL.

use super::{
    both::Both,
    boundary::{date, moment},
    words,
};
use crate::models::{MaybeKinds, NewMaybeKinds, Shade, Size};
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
fn nearly_nothing() -> NewMaybeKinds {
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

/// NULL is NULL, and what might be taken for it is not: JSON's `null` least of all.
pub(super) fn check(both: &Both) -> Result<(), String> {
    for row in [nothing(), nearly_nothing()] {
        let written = MaybeKinds::objects().create(&both.writer, row).wait().map_err(words)?;
        let read = MaybeKinds::objects().by_pk(written.id).get(&both.reader).wait().map_err(words)?;
        if written != read {
            return Err(format!("written {written:?}, read {read:?}"));
        }
        for (index, field) in
            MaybeKinds::def().fields.iter().enumerate().filter(|(_, field)| !field.primary_key)
        {
            let value = written.encode_field(index);
            let null = both.stored.is_null(MaybeKinds::def(), field, written.id)?;
            if null != value.is_null() {
                return Err(format!("{} is stored as NULL: {null}", field.column));
            }
            if !null {
                let held = both.stored.holds(MaybeKinds::def(), field, written.id, &value);
                held.map_err(|why| format!("{}: {why}", field.column))?;
            }
        }
    }
    Ok(())
}
