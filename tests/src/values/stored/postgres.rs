//! PostgreSQL: the type, and the value as text.

use super::{Form, Stored, name, texts};
use orm_api::{
    model::FieldDef,
    value::{SqlType, Value},
};
use segue::Engine;

/// Times are shown in UTC, floating point numbers in the shortest form that no other has.
pub(super) const SESSION: &str =
    "SET TIME ZONE 'UTC'; SET extra_float_digits = 1; SET datestyle = 'ISO, YMD'; SET bytea_output = 'hex'";

/// What shows type and form.
pub(super) fn shown(field: &FieldDef) -> (String, String) {
    let column = name(Engine::Postgres, field);
    let form = match field.ty {
        SqlType::F32 | SqlType::F64 => format!("{column}::double precision::text"),
        SqlType::Bytes => format!("upper(encode({column}, 'hex'))"),
        _ => format!("{column}::text"),
    };
    (format!("pg_typeof({column})::text"), form)
}

pub(super) fn expected(ty: SqlType, value: &Value) -> Stored {
    Stored { class: class(ty), form: form(ty, value) }
}

fn class(ty: SqlType) -> &'static str {
    match ty {
        SqlType::Bool => "boolean",
        SqlType::I16 => "smallint",
        SqlType::I32 => "integer",
        SqlType::I64 => "bigint",
        SqlType::F32 => "real",
        SqlType::F64 => "double precision",
        SqlType::Text(None) => "text",
        SqlType::Text(Some(_)) => "character varying",
        SqlType::Bytes => "bytea",
        SqlType::Decimal(_) => "numeric",
        SqlType::Date => "date",
        SqlType::Time => "time without time zone",
        SqlType::DateTime => "timestamp without time zone",
        SqlType::Timestamp => "timestamp with time zone",
        SqlType::Uuid => "uuid",
        SqlType::Json => "jsonb",
    }
}

fn form(ty: SqlType, value: &Value) -> Form {
    Form::Text(match (value, ty) {
        (Value::F32(value), _) => return Form::Float((*value).into()),
        (Value::F64(value), _) => return Form::Float(*value),
        (Value::Json(value), _) => return Form::Document(serde_json::from_str(value).unwrap_or_default()),
        (Value::Decimal(value), SqlType::Decimal(digits)) => texts::decimal(*value, digits),
        (Value::Bool(value), _) => value.to_string(),
        (Value::I16(value), _) => value.to_string(),
        (Value::I32(value), _) => value.to_string(),
        (Value::I64(value), _) => value.to_string(),
        (Value::Bytes(value), _) => texts::hexadecimal(value),
        (Value::Text(value), _) => value.to_string(),
        (Value::Date(value), _) => texts::date(*value),
        (Value::Time(value), _) => texts::needed_places(*value),
        (Value::DateTime(value), _) => moment(*value),
        (Value::Timestamp(value), _) => format!("{}+00", moment(value.naive_utc())),
        (Value::Uuid(value), _) => value.hyphenated().to_string(),
        (Value::Null(_) | Value::Decimal(_), _) => "NULL".to_owned(),
    })
}

fn moment(moment: chrono::NaiveDateTime) -> String {
    format!("{} {}", texts::date(moment.date()), texts::needed_places(moment.time()))
}
