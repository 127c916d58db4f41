//! JSON documents: as `serde_json::Value`, or as a type of your own in [`Json`].

use super::{Cell, FieldType, Mismatch, Required, SqlType, Value, numbers::required};
use serde::{Serialize, de::DeserializeOwned};

/// A field that is kept as JSON and used as a `T`. JSON's `null` and SQL's NULL stay apart: the first is a
/// value of `T`, the second is what makes an `Option<Json<T>>` `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Json<T>(pub T);

impl FieldType for serde_json::Value {
    required!(serde_json::Value, SqlType::Json);

    /// Compact, with keys in the order that `serde_json` has them.
    fn encode(&self) -> Value {
        Value::Json(self.to_string().into())
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
        Value::Json(serde_json::to_string(&self.0).unwrap_or_default().into())
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
