//! Exact decimals.

use super::{Cell, DecimalForm, Digits, FieldType, Mismatch, Plain, Row, SqlType, Value, numbers::required};
use rust_decimal::{Decimal, prelude::FromPrimitive};

impl FieldType for Decimal {
    required!(Decimal, SqlType::Decimal(Digits { max_digits: 18, places: 6, form: DecimalForm::Scaled }));

    fn encode(&self) -> Value {
        Value::Decimal(*self)
    }

    /// The column's digits say what an integer cell means; every value comes back with the column's places,
    /// so that `9.90` is written `9.90` in every phase.
    fn decode(cell: Cell<'_>, ty: SqlType) -> Result<Self, Mismatch> {
        let SqlType::Decimal(digits) = ty else { return Err(Mismatch::found(cell, "decimal")) };
        let places = u32::from(digits.places);
        let read = match cell {
            Cell::Decimal(number) => Some(number),
            Cell::I64(units) if digits.form == DecimalForm::Scaled => {
                Decimal::try_from_i128_with_scale(i128::from(units), places).ok()
            }
            Cell::I64(number) => Some(Decimal::from(number)),
            Cell::F64(number) if digits.form == DecimalForm::Number => {
                Decimal::from_f64(number).map(|number| number.round_dp(places))
            }
            _ => None,
        };
        let mut number = read.ok_or_else(|| Mismatch::found(cell, "decimal"))?;
        // Digits beyond the column's places, as another program's column may hold, are kept: never rounded (D-35).
        if number.scale() > places {
            number.normalize_assign();
        }
        if number.scale() < places {
            number.rescale(places);
        }
        Ok(number)
    }

    fn plain(row: &dyn Row, index: usize, ty: SqlType) -> Plain<Self> {
        match ty {
            SqlType::Decimal(Digits { places, form: DecimalForm::Scaled, .. }) => {
                row.plain_i64(index).and_then(|units| {
                    Decimal::try_from_i128_with_scale(i128::from(units), u32::from(places)).ok()
                })
            }
            _ => Plain::Other,
        }
    }
}
