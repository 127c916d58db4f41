//! Rows, while they lie in SQLite.

use diesel::{
    deserialize::FromSqlRef,
    row::Field,
    sql_types::Text,
    sqlite::{Sqlite, SqliteType, SqliteValue},
};
use orm_api::{
    Result,
    backend::{no_column, sqlite},
    value::{Cell, Plain, Row},
};

/// A row of diesel's.
pub(super) struct Cells<'a, R>(pub(super) &'a R);

impl<'row, R: diesel::row::Row<'row, Sqlite>> Row for Cells<'_, R> {
    fn len(&self) -> usize {
        self.0.field_count()
    }

    fn cell(&self, index: usize, show: &mut dyn FnMut(Cell<'_>)) -> Result<()> {
        let Some(field) = self.0.get(index) else { return Err(no_column(index, self.len())) };
        let Some(mut value) = field.value() else {
            show(Cell::Null);
            return Ok(());
        };
        match value.value_type() {
            None => show(Cell::Null),
            Some(SqliteType::Text) => show(Cell::Text(text(index, &mut value)?)),
            Some(SqliteType::Binary) => show(Cell::Bytes(value.read_blob())),
            Some(SqliteType::Float | SqliteType::Double) => show(Cell::F64(value.read_double())),
            Some(SqliteType::SmallInt | SqliteType::Integer | SqliteType::Long) => {
                show(Cell::I64(value.read_long()));
            }
        }
        Ok(())
    }

    fn plain_i64(&self, index: usize) -> Plain<i64> {
        self.plain(index, |value| match value.value_type() {
            Some(SqliteType::Long) => Some(value.read_long()),
            _ => None,
        })
    }

    fn plain_f64(&self, index: usize) -> Plain<f64> {
        self.plain(index, |value| match value.value_type() {
            Some(SqliteType::Double) => Some(value.read_double()),
            _ => None,
        })
    }

    fn plain_text(&self, index: usize) -> Plain<String> {
        self.plain(index, |value| match value.value_type() {
            Some(SqliteType::Text) => text(index, value).ok().map(str::to_owned),
            _ => None,
        })
    }
}

impl<'row, R: diesel::row::Row<'row, Sqlite>> Cells<'_, R> {
    /// What `read` makes of the value at `index`, if there is one.
    fn plain<T>(
        &self,
        index: usize,
        read: impl for<'v> FnOnce(&mut SqliteValue<'v, 'v, 'v>) -> Option<T>,
    ) -> Plain<T> {
        let Some(field) = self.0.get(index) else { return Plain::Other };
        match field.value() {
            Some(mut value) => read(&mut value).map_or(Plain::Other, Plain::Value),
            None => Plain::Null,
        }
    }
}

/// The text as it is: `read_text` would put a U+FFFD where it is not UTF-8 (D-13).
fn text<'a, 'v>(index: usize, value: &'a mut SqliteValue<'v, 'v, 'v>) -> Result<&'a str> {
    <&str as FromSqlRef<'a, Text, Sqlite>>::from_sql(value).map_err(|_| sqlite::not_utf8(index))
}
