//! What servers share: how many parameters a statement takes, what may stand beside what, as what it is compared and calculated with.

use super::{
    Compiler,
    literal::{MOST_DIGITS, unsupported},
};
use crate::{
    error::Result,
    tree::{Comparison, Expr},
    value::{DecimalForm, Digits, SqlType},
};

/// The most parameters of a statement: both protocols count them in 16 bits.
pub(super) const MAX_PARAMS: usize = 65_535;

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

/// Refuses a decimal beside a floating point number, as every database does: a server would make both floating point
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

/// Writes a comparison of what may stand together. A literal takes the form of what it is compared with.
pub(super) fn compare(
    compiler: &mut Compiler<'_>,
    comparison: Comparison,
    left: &Expr,
    right: &Expr,
) -> Result<()> {
    let literal = matches!(left, Expr::Value(_)) || matches!(right, Expr::Value(_));
    if !literal {
        agree(left.sql_type(), right.sql_type())?;
    }
    compiler.native_comparison(comparison, left, right)
}

/// Whether `operand` may stand beside both bounds.
pub(super) fn agree_with_bounds(operand: &Expr, low: &Expr, high: &Expr) -> bool {
    [low, high].into_iter().all(|bound| agree(operand.sql_type(), bound.sql_type()).is_ok())
}

/// The type in which arithmetic with a result of type `ty` is done, as SQLite has no others.
pub(super) const fn widened(ty: SqlType) -> SqlType {
    match ty {
        SqlType::I16 | SqlType::I32 => SqlType::I64,
        SqlType::F32 => SqlType::F64,
        ty => ty,
    }
}

pub(super) const fn is_float(ty: SqlType) -> bool {
    matches!(ty, SqlType::F32 | SqlType::F64)
}
