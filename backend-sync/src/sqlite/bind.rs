//! Values as diesel wants them.

use crate::fragment::{Bind, Stored};
use diesel::{
    QueryResult,
    query_builder::AstPass,
    result::Error,
    sql_types::{BigInt, Binary, Bool, Double, Float, Integer, Nullable, SmallInt, Text},
    sqlite::Sqlite,
};
use orm_api::{backend::not_stored, value::Value};

impl Bind for Sqlite {
    /// Borrowed. SQLite has one integer, one float and one NULL.
    fn bind<'b>(value: &'b Stored, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()> {
        match &value.0 {
            Value::Null(_) => out.push_bind_param_value_only::<Nullable<BigInt>, Option<i64>>(&None),
            Value::Bool(value) => out.push_bind_param_value_only::<Bool, bool>(value),
            Value::I16(value) => out.push_bind_param_value_only::<SmallInt, i16>(value),
            Value::I32(value) => out.push_bind_param_value_only::<Integer, i32>(value),
            Value::I64(value) => out.push_bind_param_value_only::<BigInt, i64>(value),
            Value::F32(value) => out.push_bind_param_value_only::<Float, f32>(value),
            Value::F64(value) => out.push_bind_param_value_only::<Double, f64>(value),
            Value::Text(value) | Value::Json(value) => out.push_bind_param_value_only::<Text, str>(value),
            Value::Bytes(value) => out.push_bind_param_value_only::<Binary, [u8]>(value),
            value => Err(Error::SerializationError(not_stored(value).into())),
        }
    }
}
