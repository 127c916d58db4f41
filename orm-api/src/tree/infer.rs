//! The type of an expression, from the columns in it: results are decoded by it, literals bound by it.

use super::{Aggregate, Arithmetic, Expr};
use crate::value::{DecimalForm, Digits, SqlType, Value};

/// The places that the mean of a decimal has beyond its own, as MySQL's `div_precision_increment` has it.
pub const AVG_EXTRA_PLACES: u8 = 4;

impl Expr {
    /// The type of its value. Conditions are `Bool`.
    pub fn sql_type(&self) -> SqlType {
        match self {
            Expr::Column(column) => column.field.ty,
            Expr::Value(value) => value.sql_type(),
            Expr::Arithmetic(operator, left, right) => {
                arithmetic_type(*operator, left.sql_type(), right.sql_type())
            }
            Expr::Aggregate { function, operand, .. } => {
                aggregate(*function, operand.as_ref().map(|operand| operand.sql_type()))
            }
            _ => SqlType::Bool,
        }
    }
}

impl Value {
    /// The type of a value by itself; a decimal has the places that it needs, without zeros at its end.
    pub fn sql_type(&self) -> SqlType {
        match self {
            Value::Null(ty) => *ty,
            Value::Bool(_) => SqlType::Bool,
            Value::I16(_) => SqlType::I16,
            Value::I32(_) => SqlType::I32,
            Value::I64(_) => SqlType::I64,
            Value::F32(_) => SqlType::F32,
            Value::F64(_) => SqlType::F64,
            Value::Text(_) => SqlType::Text(None),
            Value::Bytes(_) => SqlType::Bytes,
            Value::Decimal(number) => SqlType::Decimal(Digits {
                max_digits: 28,
                places: number.normalize().scale() as u8,
                form: Default::default(),
            }),
            Value::Date(_) => SqlType::Date,
            Value::Time(_) => SqlType::Time,
            Value::DateTime(_) => SqlType::DateTime,
            Value::Timestamp(_) => SqlType::Timestamp,
            Value::Uuid(_) => SqlType::Uuid,
            Value::Json(_) => SqlType::Json,
        }
    }
}

/// The type of a result. A product of decimals has the places of both factors, a sum those of the finer one (as
/// SQL's `numeric`); an integer has no places. Of other numbers, the wider type wins.
pub(crate) fn arithmetic_type(operator: Arithmetic, left: SqlType, right: SqlType) -> SqlType {
    match (left, right) {
        (SqlType::Decimal(a), SqlType::Decimal(b)) => SqlType::Decimal(combined(operator, a, b)),
        (SqlType::Decimal(digits), SqlType::I16 | SqlType::I32 | SqlType::I64)
        | (SqlType::I16 | SqlType::I32 | SqlType::I64, SqlType::Decimal(digits)) => SqlType::Decimal(digits),
        (left, right) if width(right) > width(left) => right,
        (left, _) => left,
    }
}

/// Where one is SQLite's own number, the result is: a literal, which has no form of its own, yields.
fn combined(operator: Arithmetic, a: Digits, b: Digits) -> Digits {
    let places = match operator {
        Arithmetic::Multiply => a.places.saturating_add(b.places),
        _ => a.places.max(b.places),
    };
    let form = if a.form == DecimalForm::Number { a.form } else { b.form };
    Digits { max_digits: a.max_digits.max(b.max_digits), places, form }
}

/// The order of the number types; 0 for what is no number.
fn width(ty: SqlType) -> u8 {
    match ty {
        SqlType::I16 => 1,
        SqlType::I32 => 2,
        SqlType::I64 => 3,
        SqlType::F32 => 4,
        SqlType::F64 => 5,
        _ => 0,
    }
}

fn aggregate(function: Aggregate, operand: Option<SqlType>) -> SqlType {
    let operand = operand.unwrap_or(SqlType::I64);
    match (function, operand) {
        (Aggregate::Count, _) => SqlType::I64,
        (Aggregate::Min | Aggregate::Max, ty) => ty,
        (Aggregate::Sum, SqlType::I16 | SqlType::I32 | SqlType::I64) => SqlType::I64,
        (Aggregate::Sum, SqlType::Decimal(digits)) => SqlType::Decimal(digits),
        (Aggregate::Avg, SqlType::Decimal(digits)) => {
            SqlType::Decimal(Digits { places: digits.places.saturating_add(AVG_EXTRA_PLACES), ..digits })
        }
        (Aggregate::Sum | Aggregate::Avg, _) => SqlType::F64,
    }
}
