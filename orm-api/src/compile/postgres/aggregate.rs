//! Aggregates, with results of the types that the query tree infers (D-36): PostgreSQL's sum of `bigint` is `numeric`, and
//! so is its mean of any integer.

use super::{super::Compiler, arithmetic::DIVIDEND_PLACES, types, unsupported};
use crate::{
    error::Result,
    tree::{AVG_EXTRA_PLACES, Aggregate, Expr},
    value::{SqlType, Value},
};

/// Writes an aggregate over `operand`.
pub(super) fn write(
    compiler: &mut Compiler<'_>,
    function: Aggregate,
    operand: &Expr,
    distinct: bool,
) -> Result<()> {
    match (function, operand.sql_type()) {
        (Aggregate::Sum, ty) if ty.is_integer() => {
            compiler.call(function, Some(operand), distinct)?;
            compiler.sql(types::cast(SqlType::I64));
            Ok(())
        }
        (Aggregate::Sum, SqlType::F32) => double_sum(compiler, operand, distinct),
        (Aggregate::Avg, ty) if ty.is_integer() => integer_mean(compiler, operand, distinct),
        (Aggregate::Avg, SqlType::Decimal(digits)) => {
            let places = digits.places.saturating_add(AVG_EXTRA_PLACES);
            decimal_mean(compiler, operand, distinct, places)
        }
        (Aggregate::Min | Aggregate::Max, ty) => extreme(compiler, function, operand, ty),
        _ => compiler.call(function, Some(operand), distinct),
    }
}

/// Summed in double precision, as the result is typed.
fn double_sum(compiler: &mut Compiler<'_>, operand: &Expr, distinct: bool) -> Result<()> {
    compiler.sql(if distinct { "SUM(DISTINCT " } else { "SUM(" });
    compiler.operand(operand)?;
    compiler.sql(types::cast(SqlType::F64));
    compiler.sql(")");
    Ok(())
}

/// The exact sum divided in double precision, as SQLite has it: `AVG` would round to a decimal first.
fn integer_mean(compiler: &mut Compiler<'_>, operand: &Expr, distinct: bool) -> Result<()> {
    compiler.sql("(");
    compiler.call(Aggregate::Sum, Some(operand), distinct)?;
    compiler.sql(types::cast(SqlType::F64));
    compiler.sql(" / ");
    compiler.call(Aggregate::Count, Some(operand), distinct)?;
    compiler.sql(")");
    Ok(())
}

/// The exact mean, rounded once, half away from zero. The places depend on a literal's in the operand: they are bound.
fn decimal_mean(compiler: &mut Compiler<'_>, operand: &Expr, distinct: bool, places: u8) -> Result<()> {
    compiler.sql("ROUND(ROUND(");
    compiler.call(Aggregate::Sum, Some(operand), distinct)?;
    compiler.sql(DIVIDEND_PLACES);
    compiler.sql(" / ");
    compiler.call(Aggregate::Count, Some(operand), distinct)?;
    compiler.sql(", ");
    compiler.annotated(Value::I32(i32::from(places)), SqlType::I32);
    compiler.sql(")");
    Ok(())
}

/// The least or the greatest. PostgreSQL has neither for booleans, and for UUIDs and bytes only from version 18 on: these
/// have texts that sort as they do.
fn extreme(compiler: &mut Compiler<'_>, function: Aggregate, operand: &Expr, ty: SqlType) -> Result<()> {
    let least = function == Aggregate::Min;
    let (before, after) = match (ty, least) {
        (SqlType::Bool, true) => ("BOOL_AND(", ")"),
        (SqlType::Bool, false) => ("BOOL_OR(", ")"),
        (SqlType::Uuid, true) => ("MIN(", r#"::text COLLATE "C")::uuid"#),
        (SqlType::Uuid, false) => ("MAX(", r#"::text COLLATE "C")::uuid"#),
        (SqlType::Bytes, true) => ("decode(MIN(encode(", r#", 'hex') COLLATE "C"), 'hex')"#),
        (SqlType::Bytes, false) => ("decode(MAX(encode(", r#", 'hex') COLLATE "C"), 'hex')"#),
        (SqlType::Json, _) => return Err(unsupported("json has no least or greatest value on postgres")),
        _ => return compiler.call(function, Some(operand), false),
    };
    compiler.sql(before);
    compiler.operand(operand)?;
    compiler.sql(after);
    Ok(())
}
