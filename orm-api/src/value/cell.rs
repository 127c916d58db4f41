//! What a driver's row shows: borrowed cells, read where the row is.

use super::{FieldType, Mismatch, SqlType};
use crate::error::{Error, ErrorKind, Result};
use ::uuid::Uuid;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;

/// One value of a row, borrowed from the driver. SQLite shows its five storage classes; servers show types.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// NULL.
    Null,
    /// True or false.
    Bool(bool),
    /// An integer of any width.
    I64(i64),
    /// 32-bit floating point.
    F32(f32),
    /// 64-bit floating point.
    F64(f64),
    /// UTF-8 text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Text or bytes, from a driver that cannot tell them apart: [`read`] makes of it what the field is.
    Octets(&'a [u8]),
    /// Exact decimal.
    Decimal(Decimal),
    /// Date.
    Date(NaiveDate),
    /// Time of day.
    Time(NaiveTime),
    /// Date and time without a zone.
    DateTime(NaiveDateTime),
    /// Point in time.
    Timestamp(DateTime<Utc>),
    /// UUID.
    Uuid(Uuid),
}

/// A row while it lies in the driver. Cells are shown to a closure, since some drivers cannot lend a value
/// for longer than the call.
pub trait Row {
    /// How many columns the row has.
    fn len(&self) -> usize;

    /// Whether the row has no column.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows the cell at `index` (from 0) to `show`, once.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where the row has no such column, or the driver cannot read it, such as text
    /// that is not UTF-8.
    fn cell(&self, index: usize, show: &mut dyn FnMut(Cell<'_>)) -> Result<()>;

    /// The integer at `index`, without the way through a closure, where the driver has one. The three kinds of
    /// columns that most rows are made of have such a shortcut; whatever is not plain is read by [`cell`](Row::cell).
    fn plain_i64(&self, _: usize) -> Plain<i64> {
        Plain::Other
    }

    /// The floating point number at `index`, as [`plain_i64`](Row::plain_i64).
    fn plain_f64(&self, _: usize) -> Plain<f64> {
        Plain::Other
    }

    /// A copy of the text at `index`, as [`plain_i64`](Row::plain_i64).
    fn plain_text(&self, _: usize) -> Plain<String> {
        Plain::Other
    }
}

/// What a shortcut found.
#[derive(Clone, Debug, PartialEq)]
pub enum Plain<T> {
    /// The value.
    Value(T),
    /// NULL.
    Null,
    /// Something else, or the driver has no shortcut.
    Other,
}

impl<T> Plain<T> {
    /// The value as another type; `Other` where it cannot be one.
    pub fn and_then<U>(self, convert: impl FnOnce(T) -> Option<U>) -> Plain<U> {
        match self {
            Plain::Value(value) => convert(value).map_or(Plain::Other, Plain::Value),
            Plain::Null => Plain::Null,
            Plain::Other => Plain::Other,
        }
    }
}

/// Reads the cell at `index` as a `T` of column type `ty`.
///
/// # Errors
/// [`ErrorKind::Decode`], naming what was found and what was expected.
#[inline]
pub fn read<T: FieldType>(row: &dyn Row, index: usize, ty: SqlType) -> Result<T> {
    if let Plain::Value(value) = T::plain(row, index, ty) {
        return Ok(value);
    }
    read_cell(row, index, ty)
}

#[inline(never)]
fn read_cell<T: FieldType>(row: &dyn Row, index: usize, ty: SqlType) -> Result<T> {
    let mut found = None;
    row.cell(index, &mut |cell| found = Some(told_apart::<T>(cell).and_then(|cell| T::decode(cell, ty))))?;
    match found {
        Some(Ok(value)) => Ok(value),
        Some(Err(mismatch)) => Err(mismatch_at(index, mismatch)),
        None => Err(Error::new(ErrorKind::Decode, format!("the row has no column {index}"))),
    }
}

/// Text or bytes, whatever the field is. Bytes that are no text are a UUID's own sixteen, or an error.
fn told_apart<T: FieldType>(cell: Cell<'_>) -> Result<Cell<'_>, Mismatch> {
    let Cell::Octets(bytes) = cell else { return Ok(cell) };
    match (T::SQL_TYPE, str::from_utf8(bytes)) {
        (SqlType::Bytes, _) | (SqlType::Uuid, Err(_)) => Ok(Cell::Bytes(bytes)),
        (SqlType::Uuid, Ok(_)) if bytes.len() == 16 => Ok(Cell::Bytes(bytes)),
        (_, Ok(text)) => Ok(Cell::Text(text)),
        (_, Err(_)) => Err(Mismatch::new("text that is not UTF-8; read it as bytes")),
    }
}

#[cold]
fn mismatch_at(index: usize, mismatch: Mismatch) -> Error {
    Error::new(ErrorKind::Decode, format!("result column {index}: {mismatch}"))
}
