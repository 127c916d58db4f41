//! Whether a column can keep a value as it is. Asked here, so that the answer is the same on every database:
//! SQLite would keep a longer text, MySQL would round a number.

use super::Dialect;
use crate::{
    error::{Details, Error, ErrorKind, Result},
    model::FieldDef,
    value::{Digits, SqlType, Value},
};
use rust_decimal::Decimal;

/// The stored form of `value` in `field`.
///
/// # Errors
/// [`ErrorKind::InvalidValue`], naming table and column, where the column cannot keep it exactly.
pub(super) fn stored(dialect: &dyn Dialect, field: &FieldDef, value: &Value) -> Result<Value> {
    check(field.ty, value).map_err(|message| invalid(field, &message))?;
    dialect.store(value, field.ty).map_err(|error| in_column(field, error))
}

fn check(ty: SqlType, value: &Value) -> Result<(), String> {
    match (ty, value) {
        (SqlType::Text(Some(most)), Value::Text(text)) => check_length(text, most as usize),
        (SqlType::Decimal(digits), Value::Decimal(number)) => check_digits(number, digits),
        (_, Value::Json(text)) if text.is_empty() => {
            Err("an empty document is no json; a map with keys that are no text cannot be written".to_owned())
        }
        _ => Ok(()),
    }
}

fn check_length(text: &str, most: usize) -> Result<(), String> {
    // No text has more characters than bytes: most are never counted.
    if text.len() <= most {
        return Ok(());
    }
    match text.chars().count() {
        length if length > most => Err(format!("a text of {length} characters, the column takes {most}")),
        _ => Ok(()),
    }
}

fn check_digits(number: &Decimal, digits: Digits) -> Result<(), String> {
    let number = number.normalize();
    if number.scale() > u32::from(digits.places) {
        let (has, takes) = (number.scale(), digits.places);
        return Err(format!("{number} has {has} decimal places, the column takes {takes}; round it first"));
    }
    let whole = digits.max_digits.saturating_sub(digits.places);
    match 10_u128.checked_pow(u32::from(whole)) {
        Some(bound) if number.trunc().mantissa().unsigned_abs() >= bound => Err(format!(
            "{number} has more than {whole} digits before the point, the most that the column takes"
        )),
        _ => Ok(()),
    }
}

#[cold]
fn invalid(field: &FieldDef, message: &str) -> Error {
    in_column(field, Error::new(ErrorKind::InvalidValue, message))
}

#[cold]
fn in_column(field: &FieldDef, error: Error) -> Error {
    let (table, column) = ((field.model)().table, field.column);
    let details = Details { table: Some(table.into()), column: Some(column.into()), ..Details::default() };
    Error::new(error.kind(), format!("{table}.{column}: {error}")).with_details(details)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(max_digits: u8, places: u8) -> SqlType {
        SqlType::Decimal(Digits { max_digits, places, form: Default::default() })
    }

    fn decimal(text: &str) -> Value {
        Value::Decimal(text.parse().unwrap())
    }

    /// Characters count, not bytes.
    #[test]
    fn lengths_are_in_characters() {
        assert!(check(SqlType::Text(Some(3)), &Value::Text("äöü".into())).is_ok());
        let message = check(SqlType::Text(Some(3)), &Value::Text("äöüx".into())).unwrap_err();
        assert_eq!(message, "a text of 4 characters, the column takes 3");
    }

    /// Zeros at the end are no digits; nothing else is dropped.
    #[test]
    fn decimals_are_not_rounded() {
        assert!(check(digits(4, 2), &decimal("99.9900")).is_ok());
        assert!(check(digits(4, 2), &decimal("-99.99")).is_ok());
        assert!(check(digits(4, 2), &decimal("9.999")).unwrap_err().contains("3 decimal places"));
        assert!(check(digits(4, 2), &decimal("100")).unwrap_err().contains("more than 2 digits"));
        assert!(check(digits(2, 2), &decimal("0.99")).is_ok());
        assert!(check(digits(2, 2), &decimal("1")).is_err());
    }
}
