//! Aggregates, with results of the types that the query tree infers (D-36): the servers' sum of integers is a decimal
//! (D-75), and so is their mean.

use super::{
    super::{Compiler, literal::unsupported},
    arithmetic::DIVIDEND_PLACES,
};
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
            // An error where the sum is beyond 64 bits; `CAST` would take the greatest integer.
            compiler.sql("(");
            compiler.call(function, Some(operand), distinct)?;
            compiler.sql(" DIV 1)");
            Ok(())
        }
        (Aggregate::Avg, ty) if ty.is_integer() => integer_mean(compiler, operand, distinct),
        (Aggregate::Avg, SqlType::Decimal(digits)) => {
            let places = digits.places.saturating_add(AVG_EXTRA_PLACES);
            decimal_mean(compiler, operand, distinct, places)
        }
        (Aggregate::Min | Aggregate::Max, SqlType::Json) => {
            let name = compiler.dialect.name();
            Err(unsupported(format!("json has no least or greatest value on {name}")))
        }
        _ => compiler.call(function, Some(operand), distinct),
    }
}

/// The exact sum divided in double precision, as SQLite has it: `AVG` would round to four places first.
fn integer_mean(compiler: &mut Compiler<'_>, operand: &Expr, distinct: bool) -> Result<()> {
    compiler.sql("(CAST(");
    compiler.call(Aggregate::Sum, Some(operand), distinct)?;
    compiler.sql(" AS DOUBLE) / ");
    compiler.call(Aggregate::Count, Some(operand), distinct)?;
    compiler.sql(")");
    Ok(())
}

/// The exact mean, rounded once, half away from zero. The places depend on a literal's in the operand: they are bound.
fn decimal_mean(compiler: &mut Compiler<'_>, operand: &Expr, distinct: bool, places: u8) -> Result<()> {
    compiler.sql("ROUND(");
    compiler.call(Aggregate::Sum, Some(operand), distinct)?;
    compiler.sql(DIVIDEND_PLACES);
    compiler.sql(" / ");
    compiler.call(Aggregate::Count, Some(operand), distinct)?;
    compiler.sql(", ");
    compiler.annotated(Value::I32(i32::from(places)), SqlType::I32);
    compiler.sql(")");
    Ok(())
}
