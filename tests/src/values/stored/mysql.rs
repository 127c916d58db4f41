//! MySQL and MariaDB: the column's type, and the value as text.

use super::{Form, Stored, name, texts};
use orm_api::{
    model::{FieldDef, ModelDef},
    value::{SqlType, Value},
};
use segue::Engine;

/// What shows type and form. As a `FLOAT` a number is shown with six digits; as a `DOUBLE` with all that it has.
pub(super) fn shown(model: &ModelDef, field: &FieldDef) -> (String, String) {
    let column = name(Engine::MySql, field);
    let class = format!(
        "(SELECT data_type FROM information_schema.columns \
         WHERE table_schema = DATABASE() AND table_name = '{}' AND column_name = '{}')",
        model.table, field.column
    );
    let form = match field.ty {
        SqlType::F32 | SqlType::F64 => format!("CAST(CAST({column} AS DOUBLE) AS CHAR)"),
        SqlType::Bytes => format!("HEX({column})"),
        _ => format!("CAST({column} AS CHAR)"),
    };
    (class, form)
}

pub(super) fn expected(ty: SqlType, value: &Value) -> Stored {
    Stored { class: class(ty), form: form(ty, value) }
}

/// MariaDB's JSON is a text, which the server checks.
fn class(ty: SqlType) -> &'static str {
    match ty {
        SqlType::Bool => "tinyint",
        SqlType::I16 => "smallint",
        SqlType::I32 => "int",
        SqlType::I64 => "bigint",
        SqlType::F32 => "float",
        SqlType::F64 => "double",
        SqlType::Text(None) | SqlType::Json => "longtext",
        SqlType::Text(Some(_)) => "varchar",
        SqlType::Bytes => "longblob",
        SqlType::Decimal(_) => "decimal",
        SqlType::Date => "date",
        SqlType::Time => "time",
        SqlType::DateTime | SqlType::Timestamp => "datetime",
        SqlType::Uuid => "char",
    }
}

fn form(ty: SqlType, value: &Value) -> Form {
    Form::Text(match (value, ty) {
        (Value::F32(value), _) => return Form::Float((*value).into()),
        (Value::F64(value), _) => return Form::Float(*value),
        (Value::Decimal(value), SqlType::Decimal(digits)) => texts::decimal(*value, digits),
        (Value::Bool(value), _) => u8::from(*value).to_string(),
        (Value::I16(value), _) => value.to_string(),
        (Value::I32(value), _) => value.to_string(),
        (Value::I64(value), _) => value.to_string(),
        (Value::Bytes(value), _) => texts::hexadecimal(value),
        (Value::Text(value) | Value::Json(value), _) => value.to_string(),
        (Value::Date(value), _) => texts::date(*value),
        (Value::Time(value), _) => texts::all_places(*value),
        (Value::DateTime(value), _) => moment(*value),
        (Value::Timestamp(value), _) => moment(value.naive_utc()),
        (Value::Uuid(value), _) => value.hyphenated().to_string(),
        (Value::Null(_) | Value::Decimal(_), _) => "NULL".to_owned(),
    })
}

fn moment(moment: chrono::NaiveDateTime) -> String {
    format!("{} {}", texts::date(moment.date()), texts::all_places(moment.time()))
}
