//! Arithmetic. Integers are calculated with in 64 bits and floating point numbers in double precision, whatever their
//! columns, as on SQLite. Decimals are the servers' own: exact, but for the places of a quotient.

use super::super::{
    Compiler,
    expr::sign,
    literal::unsupported,
    server::{agree, is_float, widened},
};
use crate::{
    error::Result,
    tree::{Arithmetic, Expr, arithmetic_type},
    value::{SqlType, Value},
};

/// The most places of a decimal on MySQL; MariaDB has 38.
const MOST_PLACES: u8 = 30;

/// Makes a decimal one of so many places that its quotient has 30 at least: the servers give a quotient only four more
/// than its dividend has. Rounded to what is asked for it is the exact one rounded once, as long as these places and
/// the divisor's digits are no more than 30 together. `CAST` is no way to them: what has more than 35 digits before the
/// point it makes the greatest number that it has, and no error.
pub(super) const DIVIDEND_PLACES: &str = " * 1.000000000000000000000000000000";

/// Makes a floating point number one of 32 bits. `CAST` alone would make what is too great for it the greatest that
/// there is; times 2^896 it is beyond the double precision too, which is an error.
const SINGLE: [&str; 2] = ["CAST(", " * 5.282945311356653e269 / 5.282945311356653e269 AS FLOAT)"];

/// Writes arithmetic, in parentheses.
pub(super) fn write(
    compiler: &mut Compiler<'_>,
    operator: Arithmetic,
    left: &Expr,
    right: &Expr,
) -> Result<()> {
    let ty = arithmetic_type(operator, left.sql_type(), right.sql_type());
    agree(left.sql_type(), right.sql_type())?;
    refuse(compiler, operator, ty)?;
    let quotient = operator == Arithmetic::Divide && ty.is_decimal();
    compiler.sql("(");
    side(compiler, left, ty)?;
    compiler.sql(if quotient { DIVIDEND_PLACES } else { "" });
    compiler.sql(match operator {
        // A slash would make a decimal of two integers.
        Arithmetic::Divide if ty.is_integer() => " DIV ",
        operator => sign(operator),
    });
    match operator {
        Arithmetic::Divide | Arithmetic::Remainder => divisor(compiler, right, ty)?,
        _ => side(compiler, right, ty)?,
    }
    compiler.sql(")");
    Ok(())
}

/// Say the type of what is selected and calculated from a parameter. The server, when it prepares a statement, takes every
/// parameter for a text, and what is calculated from it for a floating point number; diesel has the library convert what
/// comes later to that. Neither changes what is calculated: an integer is one of 64 bits already, and what has no room in
/// such a decimal has more digits than are read.
const INTEGER: [&str; 2] = ["CAST(", " AS SIGNED)"];
const DECIMAL: [&str; 2] = ["CAST(", " AS DECIMAL(65,30))"];

/// Writes a selected expression. A quotient of decimals has the places of its type only here: a comparison, or an
/// update, takes it as exact as it is.
pub(super) fn selected(compiler: &mut Compiler<'_>, expr: &Expr) -> Result<()> {
    match expr.sql_type() {
        ty if ty.is_integer() && holds(expr, is_parameter) => {
            compiler.sql(INTEGER[0]);
            compiler.expr(expr)?;
            compiler.sql(INTEGER[1]);
            Ok(())
        }
        SqlType::Decimal(digits) if holds(expr, is_parameter) => {
            compiler.sql(DECIMAL[0]);
            rounded(compiler, expr, digits.places)?;
            compiler.sql(DECIMAL[1]);
            Ok(())
        }
        SqlType::Decimal(digits) => rounded(compiler, expr, digits.places),
        SqlType::F32 if holds(expr, |expr| matches!(expr, Expr::Arithmetic(..))) => {
            compiler.sql(SINGLE[0]);
            compiler.expr(expr)?;
            compiler.sql(SINGLE[1]);
            Ok(())
        }
        _ => compiler.expr(expr),
    }
}

/// Writes a decimal, and rounds it if a quotient is in it.
fn rounded(compiler: &mut Compiler<'_>, expr: &Expr, places: u8) -> Result<()> {
    if !holds(expr, |expr| is_quotient(expr) && expr.sql_type().is_decimal()) {
        return compiler.expr(expr);
    }
    compiler.sql("ROUND(");
    compiler.expr(expr)?;
    compiler.sql(", ");
    compiler.annotated(Value::I32(i32::from(places)), SqlType::I32);
    compiler.sql(")");
    Ok(())
}

/// Refuses what other databases do not have, or what would be rounded.
fn refuse(compiler: &Compiler<'_>, operator: Arithmetic, ty: SqlType) -> Result<()> {
    match (operator, ty) {
        (Arithmetic::Remainder, ty) if is_float(ty) => Err(unsupported(
            "a remainder of floating point numbers, which not every database has; calculate it in the application",
        )),
        (Arithmetic::Multiply, SqlType::Decimal(digits)) if digits.places > MOST_PLACES => {
            let (name, places) = (compiler.dialect.name(), digits.places);
            Err(unsupported(format!(
                "a product of {places} decimal places, which {name} would round to {MOST_PLACES}; round its factors \
                 first"
            )))
        }
        _ => Ok(()),
    }
}

fn is_parameter(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(_))
}

fn is_quotient(expr: &Expr) -> bool {
    matches!(expr, Expr::Arithmetic(Arithmetic::Divide, ..))
}

fn holds(expr: &Expr, test: impl Fn(&Expr) -> bool) -> bool {
    let mut found = false;
    expr.walk(&mut |expr| found |= test(expr));
    found
}

/// Nothing is divided by zero: the result is NULL, as on SQLite, and in an update no error.
fn divisor(compiler: &mut Compiler<'_>, expr: &Expr, ty: SqlType) -> Result<()> {
    compiler.sql("NULLIF(");
    side(compiler, expr, ty)?;
    compiler.sql(", 0)");
    Ok(())
}

/// Writes an operand of arithmetic with a result of type `ty`. The servers widen columns by themselves. A decimal is
/// written bare: what says its type in a comparison would give it, and so the result, thirty places.
fn side(compiler: &mut Compiler<'_>, expr: &Expr, ty: SqlType) -> Result<()> {
    let wide = widened(ty);
    match expr {
        Expr::Value(value) if wide.is_decimal() => {
            let stored = compiler.dialect.compared(value, wide)?;
            compiler.bind(stored);
            Ok(())
        }
        expr => compiler.typed(expr, wide),
    }
}
