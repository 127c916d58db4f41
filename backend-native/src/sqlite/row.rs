//! Rows, as sqlx's thread has copied them out of SQLite.

use orm_api::{
    Error, ErrorKind, Result,
    backend::{no_column, sqlite},
    value::{Cell, Plain, Row},
};
use sqlx::{
    Decode, Row as _, Sqlite, TypeInfo, ValueRef,
    error::BoxDynError,
    sqlite::{SqliteRow, SqliteValueRef},
};

/// A row of sqlx's.
pub(super) struct Cells(pub(super) SqliteRow);

impl Row for Cells {
    fn len(&self) -> usize {
        self.0.len()
    }

    /// The storage class decides, not what the column was declared as: `type_info` names the declared type of a
    /// NULL, so that NULL is asked for first.
    fn cell(&self, index: usize, show: &mut dyn FnMut(Cell<'_>)) -> Result<()> {
        let value = self.0.try_get_raw(index).map_err(|_| no_column(index, self.len()))?;
        if value.is_null() {
            show(Cell::Null);
            return Ok(());
        }
        let unreadable = |error: BoxDynError| unreadable(index, &error);
        let class = class(value.type_info().name());
        match class {
            Class::Integer => show(Cell::I64(<i64 as Decode<Sqlite>>::decode(value).map_err(unreadable)?)),
            Class::Real => show(Cell::F64(<f64 as Decode<Sqlite>>::decode(value).map_err(unreadable)?)),
            Class::Blob => show(Cell::Bytes(<&[u8] as Decode<Sqlite>>::decode(value).map_err(unreadable)?)),
            Class::Text => {
                let text = <&str as Decode<Sqlite>>::decode(value).map_err(|_| sqlite::not_utf8(index))?;
                show(Cell::Text(text));
            }
        }
        Ok(())
    }

    fn plain_i64(&self, index: usize) -> Plain<i64> {
        self.plain(index, Class::Integer, |value| Decode::<Sqlite>::decode(value).ok())
    }

    fn plain_f64(&self, index: usize) -> Plain<f64> {
        self.plain(index, Class::Real, |value| Decode::<Sqlite>::decode(value).ok())
    }

    fn plain_text(&self, index: usize) -> Plain<String> {
        self.plain(index, Class::Text, |value| {
            <&str as Decode<Sqlite>>::decode(value).ok().map(str::to_owned)
        })
    }
}

impl Cells {
    /// What `read` makes of the value at `index`, if there is one of the class `wanted`.
    fn plain<'v, T>(
        &'v self,
        index: usize,
        wanted: Class,
        read: impl FnOnce(SqliteValueRef<'v>) -> Option<T>,
    ) -> Plain<T> {
        match self.0.try_get_raw(index) {
            Ok(value) if value.is_null() => Plain::Null,
            Ok(value) if class(value.type_info().name()) == wanted => {
                read(value).map_or(Plain::Other, Plain::Value)
            }
            _ => Plain::Other,
        }
    }
}

/// SQLite's storage classes but NULL.
#[derive(PartialEq)]
enum Class {
    Integer,
    Real,
    Text,
    Blob,
}

/// The class that sqlx's name stands for; of a value that is not NULL it has these four alone.
fn class(name: &str) -> Class {
    match name {
        "INTEGER" => Class::Integer,
        "REAL" => Class::Real,
        "TEXT" => Class::Text,
        _ => Class::Blob,
    }
}

#[cold]
fn unreadable(index: usize, error: &BoxDynError) -> Error {
    Error::new(ErrorKind::Decode, format!("result column {index}: {error}"))
}
