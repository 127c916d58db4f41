//! Exact decimals on a database that has none: the integer of the smallest unit, with the number of places in
//! the expression's type. Powers of ten and literals are bound, so that no text depends on a literal's places.
//!
//! SQLite's integers turn to floating point numbers where they overflow. A result that has is refused where it is
//! stored or decoded, never rounded.

use super::{
    super::{
        expr::{sign, symbol},
        literal::exact,
    },
    Compiler,
    digits::{number, power_of_ten, units},
    unsupported,
};
use crate::{
    error::{Error, Result},
    tree::{AVG_EXTRA_PLACES, Aggregate, Arithmetic, Comparison, Expr},
    value::{DecimalForm, SqlType, Value},
};

/// Whether values of the type are integers of a smallest unit.
pub(super) fn is_scaled(ty: SqlType) -> bool {
    matches!(ty, SqlType::Decimal(digits) if digits.form == DecimalForm::Scaled)
}

/// Whether the sides of a comparison may have to be brought to the same places. A literal takes the other's.
pub(super) fn are_scaled(left: &Expr, right: &Expr) -> bool {
    let literal = matches!(left, Expr::Value(_)) || matches!(right, Expr::Value(_));
    !literal && (is_scaled(left.sql_type()) || is_scaled(right.sql_type()))
}

/// Writes a comparison of two expressions, none of them a literal.
pub(super) fn compare(
    compiler: &mut Compiler<'_>,
    comparison: Comparison,
    left: &Expr,
    right: &Expr,
) -> Result<()> {
    let scale = Scale::common(left, right)?;
    scale.write(compiler, left)?;
    compiler.sql(symbol(comparison));
    scale.write(compiler, right)
}

/// Writes arithmetic in which a decimal takes part.
pub(super) fn arithmetic(
    compiler: &mut Compiler<'_>,
    operator: Arithmetic,
    left: &Expr,
    right: &Expr,
) -> Result<()> {
    if is_number(left) || is_number(right) {
        return number_arithmetic(compiler, operator, left, right);
    }
    compiler.sql("(");
    match operator {
        Arithmetic::Multiply => {
            factor(compiler, left)?;
            compiler.sql(sign(operator));
            factor(compiler, right)?;
        }
        Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Remainder => {
            let scale = Scale::common(left, right)?;
            scale.write(compiler, left)?;
            compiler.sql(sign(operator));
            scale.write(compiler, right)?;
        }
        Arithmetic::Divide => return Err(no_division()),
    }
    compiler.sql(")");
    Ok(())
}

/// Writes the mean with [`AVG_EXTRA_PLACES`] more places than `operand`'s, rounded half away from zero. Whole
/// units and the rest are divided apart: their sum times the power of ten would overflow early.
pub(super) fn average(compiler: &mut Compiler<'_>, operand: &Expr, distinct: bool) -> Result<()> {
    const PARTS: [&str; 22] = [
        "(", "S", " / ", "C", " * ", "P", " + ", "S", " % ", "C", " * ", "P", " / ", "C", " + ", "S", " % ",
        "C", " * ", "P", " % ", "C",
    ];
    let power = Value::I64(power_of_ten(AVG_EXTRA_PLACES)?);
    for part in PARTS.iter().chain(&[" * 2 / ", "C", ")"]) {
        match *part {
            "S" => compiler.call(Aggregate::Sum, Some(operand), distinct)?,
            "C" => compiler.call(Aggregate::Count, Some(operand), distinct)?,
            "P" => compiler.bind(power.clone()),
            sql => compiler.sql(sql),
        }
    }
    Ok(())
}

/// The places that operands are brought to.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    pub(super) places: u8,
    /// Whether the places are those of columns alone, so that the text may depend on them.
    fixed: bool,
}

impl Scale {
    pub(super) fn of(expr: &Expr) -> Result<Scale> {
        Ok(Scale { places: places(expr.sql_type())?, fixed: !depends_on_literal(expr) })
    }

    fn common(left: &Expr, right: &Expr) -> Result<Scale> {
        let (left, right) = (Scale::of(left)?, Scale::of(right)?);
        Ok(Scale { places: left.places.max(right.places), fixed: left.fixed && right.fixed })
    }

    /// These, or as many as `places` if that is more.
    pub(super) fn at_least(self, places: u8) -> Scale {
        Scale { places: self.places.max(places), ..self }
    }

    /// Writes `expr`, which has no more places than these, in their unit.
    pub(super) fn write(self, compiler: &mut Compiler<'_>, expr: &Expr) -> Result<()> {
        let own = Scale::of(expr)?;
        if let Expr::Value(value) = expr {
            let literal = match value {
                Value::Null(ty) => Value::Null(*ty),
                value => units(&exact(value, value.sql_type())?, self.places)?,
            };
            compiler.bind(literal);
            return Ok(());
        }
        // A literal on the other side may have more places next time.
        if self.places == own.places && self.fixed {
            return compiler.operand(expr);
        }
        compiler.sql("(");
        compiler.operand(expr)?;
        compiler.sql(" * ");
        compiler.bind(Value::I64(power_of_ten(self.places.saturating_sub(own.places))?));
        compiler.sql(")");
        Ok(())
    }
}

/// Writes a factor in its own unit: the places of a product add up.
fn factor(compiler: &mut Compiler<'_>, expr: &Expr) -> Result<()> {
    let scale = Scale::of(expr)?;
    match expr {
        Expr::Value(_) => scale.write(compiler, expr),
        other => compiler.operand(other),
    }
}

/// Arithmetic on SQLite's own numbers.
fn number_arithmetic(
    compiler: &mut Compiler<'_>,
    operator: Arithmetic,
    left: &Expr,
    right: &Expr,
) -> Result<()> {
    if operator == Arithmetic::Remainder {
        return Err(no_division());
    }
    // Two integers would be divided without a rest.
    compiler.sql(if operator == Arithmetic::Divide { "(1.0 * " } else { "(" });
    number_operand(compiler, left)?;
    compiler.sql(sign(operator));
    number_operand(compiler, right)?;
    compiler.sql(")");
    Ok(())
}

fn number_operand(compiler: &mut Compiler<'_>, expr: &Expr) -> Result<()> {
    match expr {
        Expr::Value(value @ Value::Null(_)) => compiler.bind(value.clone()),
        Expr::Value(value) => compiler.bind(number(&exact(value, value.sql_type())?)?),
        other if is_scaled(other.sql_type()) => return Err(mixed_forms()),
        other => compiler.operand(other)?,
    }
    Ok(())
}

/// The places of an operand of exact arithmetic.
pub(super) fn places(ty: SqlType) -> Result<u8> {
    match ty {
        SqlType::Decimal(digits) if digits.form == DecimalForm::Scaled => Ok(digits.places),
        SqlType::Decimal(_) => Err(mixed_forms()),
        SqlType::I16 | SqlType::I32 | SqlType::I64 => Ok(0),
        other => {
            Err(unsupported(format!("a decimal together with a {other} is not exact; convert one first")))
        }
    }
}

fn is_number(expr: &Expr) -> bool {
    matches!(expr.sql_type(), SqlType::Decimal(digits) if digits.form == DecimalForm::Number)
}

/// Whether the places of `expr` depend on those of a literal in it.
fn depends_on_literal(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |expr| {
        found |= matches!(expr, Expr::Value(Value::Decimal(_) | Value::Null(SqlType::Decimal(_))));
    });
    found
}

#[cold]
fn mixed_forms() -> Error {
    unsupported(
        "a decimal that is kept as an integer of its units together with one that is sqlite's own number",
    )
}

#[cold]
fn no_division() -> Error {
    unsupported(
        "sqlite cannot divide decimals exactly (capability `divides_decimals`); divide in the application",
    )
}
