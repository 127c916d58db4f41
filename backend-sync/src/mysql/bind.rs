//! A statement as diesel wants it.

use diesel::{
    QueryResult,
    mysql::Mysql,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::Error,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{BigInt, Binary, Double, Float, Integer, Numeric, SmallInt, Text, TinyInt, Untyped},
};
use orm_api::{
    backend::{Access, Statement, sqlite},
    value::{SqlType, Value},
};
use std::io::Write;

/// A statement whose prepared form diesel keeps by its text; it keeps no `sql_query`, and no `UPDATE` of its own.
pub(super) struct Fragment {
    statement: Statement,
    params: Vec<Encoded>,
}

/// A value in its stored form.
#[derive(Debug)]
struct Encoded(Value);

impl Fragment {
    /// The statement with its values.
    pub(super) fn new(mut statement: Statement) -> Self {
        let params = std::mem::take(&mut statement.params).into_iter().map(Encoded).collect();
        Fragment { statement, params }
    }

    /// Whether it only reads.
    pub(super) fn reads(&self) -> bool {
        self.statement.access == Access::Read
    }
}

impl QueryId for Fragment {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Fragment {
    type SqlType = Untyped;
}

impl QueryFragment<Mysql> for Fragment {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        let Fragment { statement, params } = self;
        if !statement.cached {
            out.unsafe_to_cache_prepared();
        }
        if params.len() < statement.placeholders.len() {
            let message = format!("placeholder {} has no value", params.len() + 1);
            return Err(Error::SerializationError(message.into()));
        }
        // At once: diesel asks for the text at each execution, and a buffer that grows costs more than the copy.
        out.push_sql(&statement.text);
        params.iter().try_for_each(|value| bind(value, &mut out))
    }
}

macro_rules! bound_as {
    ($($ty:pat => $sql:ident),* $(,)?) => {
        /// Binds a value by the type of its column, whether it is NULL or not; its placeholder is in the text.
        fn bind<'b>(value: &'b Encoded, out: &mut AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
            match value.0.sql_type() {
                $($ty => out.push_bind_param_value_only::<$sql, Encoded>(value),)*
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
        $(impl ToSql<$sql, Mysql> for Encoded {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
                self.write(out)
            }
        })*
    };
}

written_as!(TinyInt, SmallInt, Integer, BigInt, Float, Double, Binary, Numeric, Text);

impl Encoded {
    /// Integers in the machine's own byte order, as the library wants them.
    fn write(&self, out: &mut Output<'_, '_, Mysql>) -> serialize::Result {
        match &self.0 {
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
            value => return Err(sqlite::not_stored(value).into()),
        }
        Ok(IsNull::No)
    }
}
