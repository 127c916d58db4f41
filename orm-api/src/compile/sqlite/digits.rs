//! Decimal literals: as a column keeps them, and as they are compared.

use super::{super::literal::exact, unsupported};
use crate::{
    error::{Error, ErrorKind, Result},
    value::{DecimalForm, Digits, SqlType, Value},
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// The most digits that a form keeps exactly.
pub(super) const fn most_digits(form: DecimalForm) -> u8 {
    match form {
        DecimalForm::Scaled => 18,
        DecimalForm::Number => 15,
    }
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

/// `number` in units of that many places, exactly.
pub(super) fn units(number: &Decimal, places: u8) -> Result<Value> {
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
pub(super) fn number(number: &Decimal) -> Result<Value> {
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

pub(super) fn power_of_ten(exponent: u8) -> Result<i64> {
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
