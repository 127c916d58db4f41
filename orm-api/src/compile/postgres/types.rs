//! PostgreSQL's names of types, and what may stand beside what.

use super::unsupported;
use crate::{
    error::Result,
    value::{DecimalForm, Digits, SqlType},
};

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

/// The type as which a literal of type `literal` is compared with an expression of type `ty`: wide enough that it is
/// not changed. It depends on both types alone, so that a NULL is bound as any other value.
pub(super) fn compared_as(literal: SqlType, ty: SqlType) -> SqlType {
    /// A literal's own digits: none is rounded to others.
    const ANY: SqlType =
        SqlType::Decimal(Digits { max_digits: MOST_DIGITS, places: 0, form: DecimalForm::Scaled });
    match (ty, literal) {
        (SqlType::F32, SqlType::F32) => SqlType::F32,
        (SqlType::F32, _) => SqlType::F64,
        (ty, SqlType::Decimal(_)) if ty.is_integer() => ANY,
        (ty, _) => ty,
    }
}

/// The most digits that a decimal of the application's has.
pub(super) const MOST_DIGITS: u8 = 28;

/// Refuses a decimal beside a floating point number, as every database does: PostgreSQL would make both floating point
/// numbers, silently.
pub(super) fn agree(left: SqlType, right: SqlType) -> Result<()> {
    let (inexact, other) = if is_float(left) { (left, right) } else { (right, left) };
    match is_float(inexact) && other.is_decimal() {
        true => {
            Err(unsupported(format!("a decimal together with a {inexact} is not exact; convert one first")))
        }
        false => Ok(()),
    }
}

pub(super) const fn is_float(ty: SqlType) -> bool {
    matches!(ty, SqlType::F32 | SqlType::F64)
}
