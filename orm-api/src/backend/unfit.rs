//! What drivers say of values and columns that are not what was agreed upon, alike for every database.

use crate::{
    error::{Error, ErrorKind},
    value::Value,
};

/// Says of a value that it cannot be bound: the compiler of statements has not brought it into its stored form.
#[cold]
pub fn not_stored(value: &Value) -> String {
    format!("{value:?} is not in the form that the database stores; let the dialect bind it")
}

/// Says that a row has no column `index`.
#[cold]
pub fn no_column(index: usize, len: usize) -> Error {
    Error::new(ErrorKind::Decode, format!("the row has no column {index}; it has {len}"))
}
