//! Exact decimals on a database that has none: the integer of the smallest unit, with the number of places in
//! the expression's type. Powers of ten and literals are bound, so that no text depends on a literal's places.
//!
//! SQLite's integers turn to floating point numbers where they overflow. A result that has is refused where it is
//! stored or decoded, never rounded.

use super::{
    super::expr::{sign, symbol},
    Compiler,
    stored::{as_integer, mismatch},
    unsupported,
};
use crate::{
    error::{Error, ErrorKind, Result},
    model::FieldDef,
    tree::{AVG_EXTRA_PLACES, Aggregate, Arithmetic, Comparison, Expr},
    value::{DecimalForm, Digits, SqlType, Value},
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// Raises SQLite's error "integer overflow".
const OVERFLOW: &str = "abs(-9223372036854775807 - 1)";

/// The most digits that a form keeps exactly.
pub(super) const fn most_digits(form: DecimalForm) -> u8 {
    match form {
        DecimalForm::Scaled => 18,
        DecimalForm::Number => 15,
    }
}

/// Whether values of the type are integers of a smallest unit.
pub(super) fn is_scaled(ty: SqlType) -> bool {
    matches!(ty, SqlType::Decimal(digits) if digits.form == DecimalForm::Scaled)
}

/// Whether the sides of a comparison may have to be brought to the same places. A literal takes the other's.
pub(super) fn are_scaled(left: &Expr, right: &Expr) -> bool {
    let literal = matches!(left, Expr::Value(_)) || matches!(right, Expr::Value(_));
    !literal && (is_scaled(left.sql_type()) || is_scaled(right.sql_type()))
}

/// `value` as a column with these digits keeps it.
pub(super) fn store(value: &Value, digits: Digits) -> Result<Value> {
    let most = most_digits(digits.form);
    if digits.max_digits > most {
        let has = digits.max_digits;
        return Err(unsupported(format!("a decimal of {has} digits; sqlite keeps at most {most} exactly")));
    }
    match digits.form {
        DecimalForm::Number => number(&exact(value, SqlType::Decimal(digits))?),
        DecimalForm::Scaled => units(&exact(value, SqlType::Decimal(digits))?, digits.places),
    }
}

/// `value` as it is compared with an expression of type `ty`; `None` where no decimal takes part.
pub(super) fn compared(value: &Value, ty: SqlType) -> Option<Result<Value>> {
    let (form, places) = match (ty, value) {
        (_, Value::Null(_)) => return None,
        (SqlType::Decimal(digits), _) => (digits.form, digits.places),
        (SqlType::I16 | SqlType::I32 | SqlType::I64, Value::Decimal(_)) => (DecimalForm::Scaled, 0),
        _ => return None,
    };
    Some(exact(value, ty).and_then(|literal| match form {
        DecimalForm::Number => number(&literal),
        DecimalForm::Scaled => between_units(&literal, places),
    }))
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

/// Writes an expression as the new value of `field`, rounded half away from zero to its places. What has
/// overflowed, or would in the column, is an error of the database's.
pub(super) fn assigned(compiler: &mut Compiler<'_>, field: &FieldDef, expr: &Expr) -> Result<()> {
    match (field.ty, expr.sql_type()) {
        (SqlType::Decimal(digits), from) if digits.form == DecimalForm::Number && !is_scaled(from) => {
            compiler.sql("ROUND(");
            compiler.expr(expr)?;
            compiler.sql(", ");
            compiler.bind(Value::I64(i64::from(digits.places)));
            compiler.sql(")");
            Ok(())
        }
        (to, from) if is_scaled(to) || is_scaled(from) => assigned_units(compiler, to, expr),
        (SqlType::I16, _) => in_range(compiler, expr, ["-32768", "32767"]),
        (SqlType::I32, _) => in_range(compiler, expr, ["-2147483648", "2147483647"]),
        (SqlType::I64, _) => in_range(compiler, expr, ["-9223372036854775808", "9223372036854775807"]),
        _ => compiler.operand(expr),
    }
}

/// The places that operands are brought to.
#[derive(Clone, Copy)]
struct Scale {
    places: u8,
    /// Whether the places are those of columns alone, so that the text may depend on them.
    fixed: bool,
}

impl Scale {
    fn of(expr: &Expr) -> Result<Scale> {
        Ok(Scale { places: places(expr.sql_type())?, fixed: !depends_on_literal(expr) })
    }

    fn common(left: &Expr, right: &Expr) -> Result<Scale> {
        let (left, right) = (Scale::of(left)?, Scale::of(right)?);
        Ok(Scale { places: left.places.max(right.places), fixed: left.fixed && right.fixed })
    }

    /// Writes `expr`, which has no more places than these, in their unit.
    fn write(self, compiler: &mut Compiler<'_>, expr: &Expr) -> Result<()> {
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

/// Writes `n / p + n % p * 2 / p`, which is `n / p` rounded half away from zero.
fn assigned_units(compiler: &mut Compiler<'_>, to: SqlType, expr: &Expr) -> Result<()> {
    let (own, target) = (Scale::of(expr)?, places(to)?);
    if matches!(expr, Expr::Column(_)) && own.places == target {
        return compiler.expr(expr);
    }
    let finer = Scale { places: own.places.max(target), ..own };
    let power = Value::I64(power_of_ten(finer.places - target)?);
    compiler.sql("CASE typeof(");
    finer.write(compiler, expr)?;
    compiler.sql(") WHEN 'real' THEN ");
    compiler.sql(OVERFLOW);
    compiler.sql(" ELSE ");
    finer.write(compiler, expr)?;
    compiler.sql(" / ");
    compiler.bind(power.clone());
    compiler.sql(" + ");
    finer.write(compiler, expr)?;
    compiler.sql(" % ");
    compiler.bind(power.clone());
    compiler.sql(" * 2 / ");
    compiler.bind(power);
    compiler.sql(" END");
    Ok(())
}

/// Writes an integer that its column must be able to keep: SQLite itself would store any number.
fn in_range(compiler: &mut Compiler<'_>, expr: &Expr, [least, most]: [&str; 2]) -> Result<()> {
    if matches!(expr, Expr::Column(_)) {
        return compiler.expr(expr);
    }
    compiler.sql("CASE WHEN ");
    compiler.operand(expr)?;
    for part in [" NOT BETWEEN ", least, " AND ", most, " THEN ", OVERFLOW, " ELSE "] {
        compiler.sql(part);
    }
    compiler.operand(expr)?;
    compiler.sql(" END");
    Ok(())
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
fn places(ty: SqlType) -> Result<u8> {
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

/// A literal as an exact number without zeros at its end.
fn exact(value: &Value, ty: SqlType) -> Result<Decimal> {
    match (value, as_integer(value)) {
        (Value::Decimal(number), _) => Ok(number.normalize()),
        (_, Some(number)) => Ok(Decimal::from(number)),
        _ => Err(mismatch(value, ty)),
    }
}

/// `number` in units of that many places, exactly.
fn units(number: &Decimal, places: u8) -> Result<Value> {
    let up = u32::from(places).checked_sub(number.scale());
    let power = up.and_then(|up| 10_i128.checked_pow(up));
    let units = power.and_then(|power| number.mantissa().checked_mul(power));
    match units.map(i64::try_from) {
        Some(Ok(units)) => Ok(Value::I64(units)),
        _ => Err(inexact(number, places)),
    }
}

/// `number` in units of that many places, for comparison: what lies between two units, or beyond all of them,
/// becomes a floating point number that does too.
fn between_units(number: &Decimal, places: u8) -> Result<Value> {
    /// From here on, floating point numbers have no halves.
    const HALVES: i128 = 1 << 52;
    let (mantissa, scale) = (number.mantissa(), number.scale());
    let Some(down) = scale.checked_sub(u32::from(places)).filter(|down| *down > 0) else {
        let power = 10_i128.checked_pow(u32::from(places) - scale).unwrap_or(i128::MAX);
        let units = mantissa.saturating_mul(power);
        return Ok(i64::try_from(units).map_or(Value::F64(units as f64), Value::I64));
    };
    let floor = mantissa.div_euclid(10_i128.pow(down));
    match i64::try_from(floor) {
        Err(_) => Ok(Value::F64(floor as f64)),
        Ok(_) if floor.abs() < HALVES => Ok(Value::F64(floor as f64 + 0.5)),
        Ok(_) => Err(inexact(number, places)),
    }
}

/// `number` as SQLite's own number.
fn number(number: &Decimal) -> Result<Value> {
    let digits = number.mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
    if digits > u32::from(most_digits(DecimalForm::Number)) {
        let message = format!("the decimal {number} has {digits} digits; sqlite's numbers keep 15 exactly");
        return Err(Error::new(ErrorKind::InvalidValue, message));
    }
    let integer = if number.is_integer() { number.to_i64() } else { None };
    match (integer, number.to_string().parse()) {
        (Some(integer), _) => Ok(Value::I64(integer)),
        // Through the text: the nearest number, as SQLite itself reads it.
        (None, Ok(nearest)) => Ok(Value::F64(nearest)),
        (None, Err(_)) => Err(inexact(number, 0)),
    }
}

fn power_of_ten(exponent: u8) -> Result<i64> {
    10_i64.checked_pow(u32::from(exponent)).ok_or_else(|| {
        let message =
            format!("a decimal with {exponent} places more than another; sqlite calculates with 18");
        Error::new(ErrorKind::InvalidValue, message)
    })
}

#[cold]
fn inexact(number: &Decimal, places: u8) -> Error {
    let message = format!(
        "the decimal {number} is no integer of 64 bits in units of {places} decimal places, as which sqlite \
         calculates with it; use fewer digits"
    );
    Error::new(ErrorKind::InvalidValue, message)
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
