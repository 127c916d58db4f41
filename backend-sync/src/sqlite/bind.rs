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
        let mut params = statement.params.iter();
        for (index, piece) in statement.pieces().enumerate() {
            if index > 0 {
                let value = params.next().ok_or_else(|| unbound(index))?;
                bind(value, &mut out)?;
            }
            out.push_sql(piece);
        }
        Ok(())
    }
}

/// Binds a value in its stored form, borrowed. SQLite has one integer, one float and one NULL.
fn bind<'b>(value: &'b Value, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
    match value {
        Value::Null(_) => out.push_bind_param::<Nullable<BigInt>, Option<i64>>(&None),
        Value::Bool(value) => out.push_bind_param::<Bool, bool>(value),
        Value::I16(value) => out.push_bind_param::<SmallInt, i16>(value),
        Value::I32(value) => out.push_bind_param::<Integer, i32>(value),
        Value::I64(value) => out.push_bind_param::<BigInt, i64>(value),
        Value::F32(value) => out.push_bind_param::<Float, f32>(value),
        Value::F64(value) => out.push_bind_param::<Double, f64>(value),
        Value::Text(value) | Value::Json(value) => out.push_bind_param::<Text, str>(value),
        Value::Bytes(value) => out.push_bind_param::<Binary, [u8]>(value),
        value => Err(Error::SerializationError(sqlite::not_stored(value).into())),
    }
}

#[cold]
fn unbound(index: usize) -> Error {
    Error::SerializationError(format!("placeholder {index} has no value").into())
}
