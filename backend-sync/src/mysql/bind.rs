//! Values as diesel wants them.

use crate::fragment::{Bind, Stored};
use diesel::{
    QueryResult,
    mysql::Mysql,
    query_builder::AstPass,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{BigInt, Binary, Double, Float, Integer, Numeric, SmallInt, Text, TinyInt},
};
use orm_api::{
    backend::not_stored,
    value::{SqlType, Value},
};
use std::io::Write;

macro_rules! bound_as {
    ($($ty:pat => $sql:ident),* $(,)?) => {
        impl Bind for Mysql {
            /// By the type of its column, whether it is NULL or not.
            fn bind<'b>(value: &'b Stored, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()> {
                match value.0.sql_type() {
                    $($ty => out.push_bind_param_value_only::<$sql, Stored>(value),)*
                }
            }
        }
    };
}

// Dates, times, UUIDs and JSON are bound as the texts that the dialect makes of them.
bound_as! {
    SqlType::Bool => TinyInt,
    SqlType::I16 => SmallInt,
    SqlType::I32 => Integer,
    SqlType::I64 => BigInt,
    SqlType::F32 => Float,
    SqlType::F64 => Double,
    SqlType::Bytes => Binary,
    SqlType::Decimal(_) => Numeric,
    SqlType::Text(_) | SqlType::Uuid | SqlType::Json => Text,
    SqlType::Date | SqlType::Time | SqlType::DateTime | SqlType::Timestamp => Text,
}

macro_rules! written_as {
    ($($sql:ident),*) => {
        $(impl ToSql<$sql, Mysql> for Stored {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
                write(&self.0, out)
            }
        })*
    };
}

written_as!(TinyInt, SmallInt, Integer, BigInt, Float, Double, Binary, Numeric, Text);

/// Integers in the machine's own byte order, as the library wants them.
fn write(value: &Value, out: &mut Output<'_, '_, Mysql>) -> serialize::Result {
    match value {
        Value::Null(_) => return Ok(IsNull::Yes),
        Value::Bool(value) => out.write_all(&[u8::from(*value)])?,
        Value::I16(value) => out.write_all(&value.to_ne_bytes())?,
        Value::I32(value) => out.write_all(&value.to_ne_bytes())?,
        Value::I64(value) => out.write_all(&value.to_ne_bytes())?,
        Value::F32(value) => out.write_all(&value.to_ne_bytes())?,
        Value::F64(value) => out.write_all(&value.to_ne_bytes())?,
        Value::Text(value) | Value::Json(value) => out.write_all(value.as_bytes())?,
        Value::Bytes(value) => out.write_all(value)?,
        Value::Decimal(value) => write!(out, "{value}")?,
        value => return Err(not_stored(value).into()),
    }
    Ok(IsNull::No)
}
