//! Values as diesel wants them.

use crate::fragment::{Bind, Stored};
use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::AstPass,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{
        BigInt, Binary, Bool, Date, Double, Float, Integer, Jsonb, Numeric, SmallInt, Text, Time, Timestamp,
        Timestamptz, Uuid,
    },
};
use orm_api::{backend::postgres::encode, value::SqlType};
use std::io::Write;

macro_rules! bound_as {
    ($($ty:pat => $sql:ident),* $(,)?) => {
        impl Bind for Pg {
            /// By the type of its column, whether it is NULL or not.
            fn bind<'b>(value: &'b Stored, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()> {
                match value.0.sql_type() {
                    $($ty => out.push_bind_param_value_only::<$sql, Stored>(value),)*
                }
            }
        }

        $(impl ToSql<$sql, Pg> for Stored {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                write(self, out)
            }
        })*
    };
}

bound_as! {
    SqlType::Bool => Bool,
    SqlType::I16 => SmallInt,
    SqlType::I32 => Integer,
    SqlType::I64 => BigInt,
    SqlType::F32 => Float,
    SqlType::F64 => Double,
    SqlType::Text(_) => Text,
    SqlType::Bytes => Binary,
    SqlType::Decimal(_) => Numeric,
    SqlType::Date => Date,
    SqlType::Time => Time,
    SqlType::DateTime => Timestamp,
    SqlType::Timestamp => Timestamptz,
    SqlType::Uuid => Uuid,
    SqlType::Json => Jsonb,
}

fn write(value: &Stored, out: &mut Output<'_, '_, Pg>) -> serialize::Result {
    let mut bytes = Vec::new();
    if !encode(&value.0, &mut bytes) {
        return Ok(IsNull::Yes);
    }
    out.write_all(&bytes)?;
    Ok(IsNull::No)
}
