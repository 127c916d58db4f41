//! Arithmetic. Integers are calculated with in 64 bits and floating point numbers in double precision, whatever their
//! columns: SQLite has no others, and `year * 1000` is no overflow there. Decimals are PostgreSQL's own, exact ones.

use super::{
    super::{
        Compiler,
        expr::sign,
        server::{agree, is_float, widened},
    },
    types, unsupported,
};
use crate::{
    error::Result,
    tree::{Arithmetic, Expr, arithmetic_type},
    value::{SqlType, Value},
};

/// Makes a decimal one of so many places that a quotient of it, once rounded to what is asked for, is the exact one rounded
/// once: 28 places, as many digits of the divisor, and one more.
pub(super) const DIVIDEND_PLACES: &str = ", 60)";

/// Writes arithmetic, in parentheses.
pub(super) fn write(
    compiler: &mut Compiler<'_>,
    operator: Arithmetic,
    left: &Expr,
    right: &Expr,
) -> Result<()> {
    let ty = arithmetic_type(operator, left.sql_type(), right.sql_type());
    agree(left.sql_type(), right.sql_type())?;
    if operator == Arithmetic::Remainder && is_float(ty) {
        return Err(unsupported("postgres has no remainder of floating point numbers"));
    }
    let quotient = operator == Arithmetic::Divide && ty.is_decimal();
    compiler.sql(if quotient { "(ROUND(" } else { "(" });
    side(compiler, left, ty)?;
    compiler.sql(if quotient { DIVIDEND_PLACES } else { "" });
    compiler.sql(sign(operator));
    match operator {
        Arithmetic::Divide | Arithmetic::Remainder => divisor(compiler, right, ty)?,
        _ => side(compiler, right, ty)?,
    }
    compiler.sql(")");
    Ok(())
}

/// Writes a selected expression. A quotient of decimals has the places of its type only here: a comparison, or an update,
/// takes it as exact as it is.
pub(super) fn selected(compiler: &mut Compiler<'_>, expr: &Expr) -> Result<()> {
    match expr.sql_type() {
        SqlType::Decimal(digits) if divides_decimals(expr) => {
            compiler.sql("ROUND(");
            compiler.expr(expr)?;
            compiler.sql(", ");
            compiler.annotated(Value::I32(i32::from(digits.places)), SqlType::I32);
            compiler.sql(")");
            Ok(())
        }
        SqlType::F32 if matches!(expr, Expr::Arithmetic(..)) => {
            compiler.expr(expr)?;
            compiler.sql(types::cast(SqlType::F32));
            Ok(())
        }
        _ => compiler.expr(expr),
    }
}

fn divides_decimals(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |expr| {
        found |= matches!(expr, Expr::Arithmetic(Arithmetic::Divide, ..)) && expr.sql_type().is_decimal();
    });
    found
}

/// Nothing is divided by zero: the result is NULL, as on SQLite, and no error that ends a transaction.
fn divisor(compiler: &mut Compiler<'_>, expr: &Expr, ty: SqlType) -> Result<()> {
    compiler.sql("NULLIF(");
    side(compiler, expr, ty)?;
    compiler.sql(", 0)");
    Ok(())
}

/// Writes an operand of arithmetic with a result of type `ty`.
fn side(compiler: &mut Compiler<'_>, expr: &Expr, ty: SqlType) -> Result<()> {
    let wide = widened(ty);
    if let Expr::Value(value) = expr {
        return compiler.literal(value, wide);
    }
    compiler.operand(expr)?;
    // The server itself finds an exact operator for decimals and integers.
    compiler.sql(if wide.is_decimal() || is_wide(expr) { "" } else { types::cast(wide) });
    Ok(())
}

/// Whether PostgreSQL's type of the expression is one that is calculated with.
fn is_wide(expr: &Expr) -> bool {
    match expr {
        Expr::Arithmetic(..) => true,
        other => matches!(other.sql_type(), SqlType::I64 | SqlType::F64 | SqlType::Decimal(_)),
    }
}
