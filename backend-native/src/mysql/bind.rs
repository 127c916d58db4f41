//! A statement as sqlx wants it.

use orm_api::{
    Error, ErrorKind, Result,
    backend::{Statement, not_stored},
    value::{SqlType, Value},
};
use sqlx::{Arguments, AssertSqlSafe, MySql, error::BoxDynError, mysql::MySqlArguments, query::Query};

/// The statement with its values; its text is shared, not copied.
pub(super) fn query(statement: Statement) -> Result<Query<'static, MySql, MySqlArguments>> {
    let Statement { text, placeholders, params, cached, .. } = statement;
    if params.len() < placeholders.len() {
        return Err(refused(format!("placeholder {} has no value", params.len() + 1)));
    }
    let mut arguments = MySqlArguments::default();
    arguments.reserve(params.len(), 0);
    for value in &params {
        bind(value, &mut arguments).map_err(|error| refused(error.to_string()))?;
    }
    Ok(sqlx::query_with(AssertSqlSafe(text), arguments).persistent(cached))
}

/// Binds a value in its stored form. Dates, times, UUIDs and JSON are the texts that the dialect makes of them.
fn bind(value: &Value, arguments: &mut MySqlArguments) -> Result<(), BoxDynError> {
    match value {
        Value::Null(ty) => null(*ty, arguments),
        Value::Bool(value) => arguments.add(i8::from(*value)),
        Value::I16(value) => arguments.add(*value),
        Value::I32(value) => arguments.add(*value),
        Value::I64(value) => arguments.add(*value),
        Value::F32(value) => arguments.add(*value),
        Value::F64(value) => arguments.add(*value),
        Value::Text(value) | Value::Json(value) => arguments.add(&**value),
        Value::Bytes(value) => arguments.add(&**value),
        Value::Decimal(value) => arguments.add(*value),
        value => Err(not_stored(value).into()),
    }
}

/// A NULL is typed by the column that it stands for.
fn null(ty: SqlType, arguments: &mut MySqlArguments) -> Result<(), BoxDynError> {
    match ty {
        SqlType::Bool => arguments.add(None::<i8>),
        SqlType::I16 => arguments.add(None::<i16>),
        SqlType::I32 => arguments.add(None::<i32>),
        SqlType::I64 => arguments.add(None::<i64>),
        SqlType::F32 => arguments.add(None::<f32>),
        SqlType::F64 => arguments.add(None::<f64>),
        SqlType::Bytes => arguments.add(None::<&[u8]>),
        SqlType::Decimal(_) => arguments.add(None::<sqlx::types::Decimal>),
        _ => arguments.add(None::<&str>),
    }
}

#[cold]
fn refused(why: String) -> Error {
    Error::new(ErrorKind::Internal, format!("mysql: {why}"))
}
