//! UUIDs.

use super::{Cell, FieldType, Mismatch, SqlType, Value, numbers::required};
use ::uuid::Uuid;

impl FieldType for Uuid {
    required!(Uuid, SqlType::Uuid);

    fn encode(&self) -> Value {
        Value::Uuid(*self)
    }

    /// Segue keeps the hyphenated text on SQLite; the 16 bytes that sqlx writes there are read too (D-29).
    fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
        let read = match cell {
            Cell::Uuid(uuid) => Some(uuid),
            Cell::Text(text) => Uuid::try_parse(text).ok(),
            Cell::Bytes(bytes) => Uuid::from_slice(bytes).ok(),
            _ => None,
        };
        read.ok_or_else(|| Mismatch::found(cell, "uuid"))
    }
}
