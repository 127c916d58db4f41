//! Booleans, integers and floating point numbers.

use super::{Cell, FieldType, Mismatch, Plain, Row, SqlType, Value};

/// The parts of a `FieldType` that are the same for every type that cannot be NULL.
macro_rules! required {
    ($ty:ty, $sql:expr) => {
        type Inner = $ty;
        type AsNull = Option<$ty>;
        type Null = crate::value::Required;
        const SQL_TYPE: SqlType = $sql;
    };
}
pub(super) use required;

macro_rules! integers {
    ($($ty:ty => $variant:ident),*) => {$(
        impl FieldType for $ty {
            required!($ty, SqlType::$variant);

            fn encode(&self) -> Value {
                Value::$variant(*self)
            }

            /// A number out of range is refused, not cut (D-09), and text is not read as a number (D-10).
            fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
                match cell {
                    Cell::I64(number) => {
                        <$ty>::try_from(number).map_err(|_| Mismatch::found(cell, stringify!($ty)))
                    }
                    cell => Err(Mismatch::found(cell, stringify!($ty))),
                }
            }

            fn plain(row: &dyn Row, index: usize, _: SqlType) -> Plain<Self> {
                row.plain_i64(index).and_then(|number| <$ty>::try_from(number).ok())
            }
        }
    )*};
}

integers!(i16 => I16, i32 => I32, i64 => I64);

impl FieldType for bool {
    required!(bool, SqlType::Bool);

    fn encode(&self) -> Value {
        Value::Bool(*self)
    }

    /// SQLite's 0 and 1; any other number, and text, is refused (D-11).
    fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
        match cell {
            Cell::Bool(value) => Ok(value),
            Cell::I64(0) => Ok(false),
            Cell::I64(1) => Ok(true),
            cell => Err(Mismatch::found(cell, "bool")),
        }
    }
}

impl FieldType for f64 {
    required!(f64, SqlType::F64);

    fn encode(&self) -> Value {
        Value::F64(*self)
    }

    /// An integer cell is read too, if exact: SQLite keeps `5.0` as `5` in a NUMERIC column (D-06, D-07).
    fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
        match cell {
            Cell::F64(number) => Ok(number),
            Cell::F32(number) => Ok(f64::from(number)),
            Cell::I64(number) if number.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS => Ok(number as f64),
            cell => Err(Mismatch::found(cell, "f64")),
        }
    }

    fn plain(row: &dyn Row, index: usize, _: SqlType) -> Plain<Self> {
        row.plain_f64(index)
    }
}

impl FieldType for f32 {
    required!(f32, SqlType::F32);

    fn encode(&self) -> Value {
        Value::F32(*self)
    }

    /// SQLite keeps 64 bits: what was an `f32` comes back as it was, what never was one is refused.
    fn decode(cell: Cell<'_>, ty: SqlType) -> Result<Self, Mismatch> {
        let wide = match cell {
            Cell::F32(number) => return Ok(number),
            cell => f64::decode(cell, ty).map_err(|_| Mismatch::found(cell, "f32"))?,
        };
        let narrow = wide as f32;
        if f64::from(narrow) == wide { Ok(narrow) } else { Err(Mismatch::found(cell, "f32")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wider number in a narrow field is an error, not its low bits.
    #[test]
    fn integers_are_never_cut() {
        assert_eq!(i16::decode(Cell::I64(-32768), SqlType::I16), Ok(i16::MIN));
        assert!(i16::decode(Cell::I64(32768), SqlType::I16).is_err());
        assert!(i32::decode(Cell::I64(1 << 40), SqlType::I32).is_err());
        assert!(i64::decode(Cell::Text("7"), SqlType::I64).is_err());
    }

    /// NULL is an error that names the remedy; it is never zero.
    #[test]
    fn null_is_never_zero() {
        let message = i64::decode(Cell::Null, SqlType::I64).unwrap_err().to_string();
        assert!(message.contains("NULL") && message.contains("Option"), "{message}");
        assert_eq!(Option::<i64>::decode(Cell::Null, SqlType::I64), Ok(None));
    }
}
