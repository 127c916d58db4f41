//! A statement as sqlx wants it.

use orm_api::{
    Error, ErrorKind, Result,
    backend::{
        Statement,
        postgres::{encode, of_type},
    },
    value::Value,
};
use sqlx::{
    Arguments, AssertSqlSafe, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo, types::Oid},
    query::Query,
};

/// The statement with its values; its text is shared, not copied. Behind a pooler it gets no name: that would stay on a
/// server session that others use.
pub(super) fn query(statement: &Statement, is_pooled: bool) -> Result<Query<'static, Postgres, PgArguments>> {
    let Statement { text, placeholders, params, cached, .. } = statement;
    if params.len() < placeholders.len() {
        return Err(refused(format!("placeholder {} has no value", params.len() + 1)));
    }
    let mut arguments = PgArguments::default();
    arguments.reserve(params.len(), 0);
    for value in params {
        arguments.add(Encoded(value)).map_err(|error| refused(error.to_string()))?;
    }
    Ok(sqlx::query_with(AssertSqlSafe(text.clone()), arguments).persistent(*cached && !is_pooled))
}

/// A value that is written as [`encode`] has it, and declared by the type of its column, whether it is NULL or not.
struct Encoded<'a>(&'a Value);

impl Encode<'_, Postgres> for Encoded<'_> {
    fn encode_by_ref(&self, out: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Ok(if encode(self.0, out) { IsNull::No } else { IsNull::Yes })
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(of_type(self.0.sql_type()))))
    }
}

impl Type<Postgres> for Encoded<'_> {
    /// Never asked for: each value says its own.
    fn type_info() -> PgTypeInfo {
        <str as Type<Postgres>>::type_info()
    }
}

#[cold]
fn refused(why: String) -> Error {
    Error::new(ErrorKind::Internal, format!("postgres: {why}"))
}
