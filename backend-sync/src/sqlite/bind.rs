//! A statement as diesel wants it.

use diesel::{
    QueryResult,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::Error,
    sql_types::{BigInt, Binary, Bool, Double, Float, Integer, Nullable, SmallInt, Text, Untyped},
    sqlite::Sqlite,
};
use orm_api::{
    backend::{Statement, sqlite},
    value::Value,
};

/// A statement whose prepared form diesel keeps by its text; it keeps no `sql_query`, and no `UPDATE` of its own.
pub(super) struct Fragment(pub(super) Statement);

impl QueryId for Fragment {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Fragment {
    type SqlType = Untyped;
}

impl QueryFragment<Sqlite> for Fragment {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let Fragment(statement) = self;
        if !statement.cached {
            out.unsafe_to_cache_prepared();
        }
        let (params, placeholders) = (statement.params.len(), statement.placeholders.len());
        if params < placeholders {
            return Err(unbound(params + 1));
        }
        // At once: diesel asks for the text at each execution, and a buffer that grows costs more than the copy.
        out.push_sql(&statement.text);
        statement.params.iter().try_for_each(|value| bind(value, &mut out))
    }
}

/// Binds a value in its stored form, borrowed; its placeholder is in the text. SQLite has one integer, one float and
/// one NULL.
fn bind<'b>(value: &'b Value, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
    match value {
        Value::Null(_) => out.push_bind_param_value_only::<Nullable<BigInt>, Option<i64>>(&None),
        Value::Bool(value) => out.push_bind_param_value_only::<Bool, bool>(value),
        Value::I16(value) => out.push_bind_param_value_only::<SmallInt, i16>(value),
        Value::I32(value) => out.push_bind_param_value_only::<Integer, i32>(value),
        Value::I64(value) => out.push_bind_param_value_only::<BigInt, i64>(value),
        Value::F32(value) => out.push_bind_param_value_only::<Float, f32>(value),
        Value::F64(value) => out.push_bind_param_value_only::<Double, f64>(value),
        Value::Text(value) | Value::Json(value) => out.push_bind_param_value_only::<Text, str>(value),
        Value::Bytes(value) => out.push_bind_param_value_only::<Binary, [u8]>(value),
        value => Err(Error::SerializationError(sqlite::not_stored(value).into())),
    }
}

#[cold]
fn unbound(index: usize) -> Error {
    Error::SerializationError(format!("placeholder {index} has no value").into())
}
