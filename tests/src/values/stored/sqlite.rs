//! SQLite: the storage class, and what `quote` shows; of a floating point number the number itself.

use super::{Form, Stored, name, texts};
use orm_api::{
    model::FieldDef,
    value::{DecimalForm, SqlType, Value},
};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use segue::Engine;

/// What shows class and form. How `quote` writes a floating point number depends on SQLite's version.
pub(super) fn shown(field: &FieldDef) -> (String, String) {
    let column = name(Engine::Sqlite, field);
    let form = format!("CASE typeof({column}) WHEN 'real' THEN {column} ELSE quote({column}) END");
    (format!("typeof({column})"), form)
}

pub(super) fn expected(ty: SqlType, value: &Value) -> Stored {
    match value {
        Value::Null(_) => stored("null", "NULL".to_owned()),
        Value::Bool(value) => integer(i64::from(*value)),
        Value::I16(value) => integer((*value).into()),
        Value::I32(value) => integer((*value).into()),
        Value::I64(value) => integer(*value),
        Value::F32(value) => float((*value).into()),
        Value::F64(value) => float(*value),
        Value::Decimal(value) => decimal(*value, ty),
        Value::Bytes(value) => stored("blob", format!("X'{}'", texts::hexadecimal(value))),
        Value::Text(value) | Value::Json(value) => text(value),
        Value::Date(value) => text(&texts::date(*value)),
        Value::Time(value) => text(&texts::places_or_none(*value)),
        Value::DateTime(value) => moment(*value),
        Value::Timestamp(value) => moment(value.naive_utc()),
        Value::Uuid(value) => text(&value.hyphenated().to_string()),
    }
}

fn stored(class: &'static str, form: String) -> Stored {
    Stored { class, form: Form::Text(form) }
}

fn integer(number: i64) -> Stored {
    stored("integer", number.to_string())
}

fn float(number: f64) -> Stored {
    Stored { class: "real", form: Form::Float(number) }
}

fn text(text: &str) -> Stored {
    stored("text", format!("'{}'", text.replace('\'', "''")))
}

fn moment(moment: chrono::NaiveDateTime) -> Stored {
    text(&format!("{} {}", texts::date(moment.date()), texts::places_or_none(moment.time())))
}

/// An integer of the column's smallest unit, or a number as SQLite has it: an integer where it is one.
fn decimal(number: Decimal, ty: SqlType) -> Stored {
    let SqlType::Decimal(digits) = ty else { return integer(0) };
    match digits.form {
        DecimalForm::Scaled => stored("integer", units(number, digits.places).to_string()),
        DecimalForm::Number if number.is_integer() => integer(number.to_i64().unwrap_or_default()),
        DecimalForm::Number => float(number.to_string().parse().unwrap_or_default()),
    }
}

fn units(mut number: Decimal, places: u8) -> i128 {
    number.rescale(places.into());
    number.mantissa()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::boundary;
    use segue::prelude::*;

    /// The forms that files have, which are a promise to whoever reads them without Segue.
    #[test]
    fn forms_are_those_that_were_promised() {
        for (column, value, class, form) in [
            ("flag", true.encode(), "integer", "1"),
            ("small", i16::MIN.encode(), "integer", "-32768"),
            ("large", i64::MAX.encode(), "integer", "9223372036854775807"),
            ("text", "it's".to_owned().encode(), "text", "'it''s'"),
            ("bytes", vec![0_u8, 255, 10, 39].encode(), "blob", "X'00FF0A27'"),
            ("exact", "-0.000001".parse::<Decimal>().unwrap().encode(), "integer", "-1"),
            ("exact", "1.1".parse::<Decimal>().unwrap().encode(), "integer", "1100000"),
            (
                "exact",
                "-999999999999.999999".parse::<Decimal>().unwrap().encode(),
                "integer",
                "-999999999999999999",
            ),
            ("number", "-5.00".parse::<Decimal>().unwrap().encode(), "integer", "-5"),
            ("date", boundary::date("0001-01-01").encode(), "text", "'0001-01-01'"),
            ("time", boundary::moment("1970-01-01 12:00:00.5").time().encode(), "text", "'12:00:00.500000'"),
            ("moment", boundary::moment("1969-12-31 23:59:59").encode(), "text", "'1969-12-31 23:59:59'"),
            (
                "instant",
                boundary::offset("2026-11-22T20:30:00.25+02:00").encode(),
                "text",
                "'2026-11-22 18:30:00.250000'",
            ),
            ("uuid", uuid::Uuid::max().encode(), "text", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
            ("json", serde_json::json!({"a": [1, 2.5, null]}).encode(), "text", r#"'{"a":[1,2.5,null]}'"#),
        ] {
            let expected = Stored { class, form: Form::Text(form.to_owned()) };
            assert_eq!(super::expected(boundary::field(column).ty, &value), expected, "{column}");
        }
        let number = "12345678901.2345".parse::<Decimal>().unwrap().encode();
        assert_eq!(super::expected(boundary::field("number").ty, &number), float(12_345_678_901.234_5));
    }
}
