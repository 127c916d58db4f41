//! Text and bytes.

use super::{Cell, FieldType, Mismatch, Plain, Row, SqlType, Value, numbers::required};

impl FieldType for String {
    required!(String, SqlType::Text(None));

    fn encode(&self) -> Value {
        Value::Text(self.as_str().into())
    }

    fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
        match cell {
            Cell::Text(text) => Ok(text.to_owned()),
            cell => Err(Mismatch::found(cell, "text")),
        }
    }

    fn plain(row: &dyn Row, index: usize, _: SqlType) -> Plain<Self> {
        row.plain_text(index)
    }
}

impl FieldType for Vec<u8> {
    required!(Vec<u8>, SqlType::Bytes);

    fn encode(&self) -> Value {
        Value::Bytes(self.as_slice().into())
    }

    fn decode(cell: Cell<'_>, _: SqlType) -> Result<Self, Mismatch> {
        match cell {
            Cell::Bytes(bytes) => Ok(bytes.to_vec()),
            cell => Err(Mismatch::found(cell, "bytes")),
        }
    }
}
