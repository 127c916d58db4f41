//! A statement as sqlx wants it.

use orm_api::{
    Error, ErrorKind, Result,
    backend::{Statement, not_stored},
    value::Value,
};
use sqlx::{Arguments, AssertSqlSafe, Sqlite, error::BoxDynError, query::Query, sqlite::SqliteArguments};

/// The statement with its values; its text is shared, not copied.
pub(super) fn query(statement: Statement) -> Result<Query<'static, Sqlite, SqliteArguments>> {
    let Statement { text, placeholders, params, cached, .. } = statement;
    if params.len() < placeholders.len() {
        // sqlx would bind NULL.
        return Err(refused(format!("placeholder {} has no value", params.len() + 1)));
    }
    let mut arguments = SqliteArguments::default();
    arguments.reserve(params.len(), 0);
    for value in params {
        bind(value, &mut arguments).map_err(|error| refused(error.to_string()))?;
    }
    Ok(sqlx::query_with(AssertSqlSafe(text), arguments).persistent(cached))
}

/// Binds a value in its stored form. SQLite has one integer, one float and one NULL.
fn bind(value: Value, arguments: &mut SqliteArguments) -> Result<(), BoxDynError> {
    match value {
        Value::Null(_) => arguments.add(None::<i64>),
        Value::Bool(value) => arguments.add(value),
        Value::I16(value) => arguments.add(value),
        Value::I32(value) => arguments.add(value),
        Value::I64(value) => arguments.add(value),
        Value::F32(value) => arguments.add(value),
        Value::F64(value) => arguments.add(value),
        Value::Text(value) | Value::Json(value) => arguments.add(value),
        Value::Bytes(value) => arguments.add(value),
        value => Err(not_stored(&value).into()),
    }
}

#[cold]
fn refused(why: String) -> Error {
    Error::new(ErrorKind::Internal, format!("sqlite: {why}"))
}
