//! What may stand beside what on a server, and as what it is compared.

use super::literal::{MOST_DIGITS, unsupported};
use crate::{
    error::Result,
    value::{DecimalForm, Digits, SqlType},
};

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

pub(super) const fn is_float(ty: SqlType) -> bool {
    matches!(ty, SqlType::F32 | SqlType::F64)
}
