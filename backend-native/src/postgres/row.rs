//! Rows, as sqlx has received them.

use orm_api::backend::postgres::Wire;
use sqlx::{
    Row, ValueRef,
    postgres::{PgRow, PgValueFormat},
};

/// A row of sqlx's.
pub(super) struct Cells(pub(super) PgRow);

impl Wire for Cells {
    fn columns(&self) -> usize {
        self.0.len()
    }

    fn show<T>(&self, index: usize, read: impl FnOnce(u32, Option<&[u8]>) -> T) -> Option<T> {
        let value = self.0.try_get_raw(index).ok()?;
        debug_assert!(
            matches!(value.format(), PgValueFormat::Binary),
            "only prepared statements are fetched"
        );
        let oid = value.type_info().oid().map_or(0, |oid| oid.0);
        Some(read(oid, value.as_bytes().ok()))
    }
}
