//! PostgreSQL's names of types.

use crate::value::SqlType;

/// The type's name, without lengths.
pub(super) fn name(ty: SqlType) -> &'static str {
    cast(ty).trim_start_matches(':')
}

/// What makes the operand before it a value of the type.
pub(super) const fn cast(ty: SqlType) -> &'static str {
    match ty {
        SqlType::Bool => "::boolean",
        SqlType::I16 => "::smallint",
        SqlType::I32 => "::integer",
        SqlType::I64 => "::bigint",
        SqlType::F32 => "::real",
        SqlType::F64 => "::double precision",
        SqlType::Text(_) => "::text",
        SqlType::Bytes => "::bytea",
        SqlType::Decimal(_) => "::numeric",
        SqlType::Date => "::date",
        SqlType::Time => "::time",
        SqlType::DateTime => "::timestamp",
        SqlType::Timestamp => "::timestamptz",
        SqlType::Uuid => "::uuid",
        SqlType::Json => "::jsonb",
    }
}
