//! A statement as diesel wants it.

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::Error,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{
        BigInt, Binary, Bool, Date, Double, Float, Integer, Jsonb, Numeric, SmallInt, Text, Time, Timestamp,
        Timestamptz, Untyped, Uuid,
    },
};
use orm_api::{
    backend::{Statement, postgres::encode},
    value::{SqlType, Value},
};
use std::io::Write;

/// A statement whose prepared form diesel keeps by its text; it keeps no `sql_query`, and no `UPDATE` of its own.
pub(super) struct Fragment {
    statement: Statement,
    params: Vec<Encoded>,
}

/// A value that is written as [`encode`] has it.
#[derive(Debug)]
struct Encoded(Value);

impl Fragment {
    /// The statement with its values.
    pub(super) fn new(mut statement: Statement) -> Self {
        let params = std::mem::take(&mut statement.params).into_iter().map(Encoded).collect();
        Fragment { statement, params }
    }

    /// Whether it may be sent once more.
    pub(super) fn is_alone(&self) -> bool {
        self.statement.alone
    }
}

impl QueryId for Fragment {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Fragment {
    type SqlType = Untyped;
}

impl QueryFragment<Pg> for Fragment {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
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
        fn bind<'b>(value: &'b Encoded, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
            match value.0.sql_type() {
                $($ty => out.push_bind_param_value_only::<$sql, Encoded>(value),)*
            }
        }

        $(impl ToSql<$sql, Pg> for Encoded {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                self.write(out)
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

impl Encoded {
    fn write(&self, out: &mut Output<'_, '_, Pg>) -> serialize::Result {
        let mut bytes = Vec::new();
        if !encode(&self.0, &mut bytes) {
            return Ok(IsNull::Yes);
        }
        out.write_all(&bytes)?;
        Ok(IsNull::No)
    }
}
