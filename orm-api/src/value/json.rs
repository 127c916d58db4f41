//! JSON documents: as `serde_json::Value`, or as a type of your own in [`Json`].

use super::{Cell, FieldType, Mismatch, Required, SqlType, Value, numbers::required};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use std::io;

/// A field that is kept as JSON and used as a `T`. JSON's `null` and SQL's NULL stay apart: the first is a
/// value of `T`, the second is what makes an `Option<Json<T>>` `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Json<T>(pub T);

impl FieldType for serde_json::Value {
    required!(serde_json::Value, SqlType::Json);

    /// Compact, with keys in the order that `serde_json` has them.
    fn encode(&self) -> Value {
        Value::Json(written(self).into())
    }

    fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
        parse(cell)
    }
}

impl<T> FieldType for Json<T>
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    type Inner = Self;
    type AsNull = Option<Self>;
    type Null = Required;
    const SQL_TYPE: SqlType = SqlType::Json;

    /// A `T` that cannot be written as JSON (a map with keys that are no text) becomes an empty document,
    /// which no database takes for JSON: the statement is refused before it is sent.
    fn encode(&self) -> Value {
        Value::Json(written(&self.0).into())
    }

    fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
        parse(cell).map(Json)
    }
}

fn parse<T: DeserializeOwned>(cell: Cell<'_>) -> Result<T, Mismatch> {
    match cell {
        Cell::Text(text) => serde_json::from_str(text)
            .map_err(|error| Mismatch::new(format!("not the JSON expected: {error}"))),
        cell => Err(Mismatch::found(cell, "json")),
    }
}

/// Compact; the empty text for what cannot be written.
fn written(document: &impl Serialize) -> String {
    let mut text = Vec::new();
    match document.serialize(&mut Serializer::with_formatter(&mut text, Numbers)) {
        Ok(()) => String::from_utf8(text).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// Writes floating point numbers so that they come back as such: `jsonb` writes `1e+16` out, as an integer, and keeps no
/// sign of zero.
struct Numbers;

impl Formatter for Numbers {
    fn write_f32<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        match is_taken_for_an_integer(value.into()) {
            true => write!(writer, "{value:.1}"),
            false => CompactFormatter.write_f32(writer, value + 0.0),
        }
    }

    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        match is_taken_for_an_integer(value) {
            true => write!(writer, "{value:.1}"),
            false => CompactFormatter.write_f64(writer, value + 0.0),
        }
    }
}

/// Whether the number is written with an exponent, and would fit into an integer without.
fn is_taken_for_an_integer(number: f64) -> bool {
    /// Greater ones are no integers of 64 bits, and read as floating point numbers.
    const INTEGERS: f64 = 18_446_744_073_709_551_616.0;
    (1.0e15..INTEGERS).contains(&number.abs()) && number.fract() == 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A floating point number is one without an exponent too, and zero has no sign, whatever the database.
    #[test]
    fn floating_point_numbers_stay_such() {
        for (document, text) in [
            (json!(1.0e16), "10000000000000000.0"),
            (json!(-9.0e18), "-9000000000000000000.0"),
            (json!([1.0e15, 1.0e20]), "[1000000000000000.0,1e+20]"),
            (json!({"a": -0.0, "b": 0.1}), r#"{"a":0.0,"b":0.1}"#),
            (json!([1, -1, u64::MAX]), "[1,-1,18446744073709551615]"),
        ] {
            assert_eq!(document.encode(), Value::Json(text.into()));
            assert_eq!(serde_json::Value::decode(Cell::Text(text), SqlType::Json), Ok(document));
        }
        assert_eq!(Json(1.0e16_f32).encode(), Value::Json("10000000272564224.0".into()));
    }

    /// Every floating point number comes back as it was, in the form too that `jsonb` gives it.
    #[test]
    fn floating_point_numbers_come_back() {
        for number in
            [6.934_698_245_112_694e276, f64::MAX, f64::MIN_POSITIVE, 5.0e-324, 123_456_789.123_456_79]
        {
            let short = written(&number);
            for text in [short, format!("{number}")] {
                assert_eq!(parse::<f64>(Cell::Text(&text)), Ok(number), "{text}");
            }
        }
    }
}
