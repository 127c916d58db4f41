//! Rows, while they lie in libpq.

use diesel::{
    pg::Pg,
    row::{Field, Row},
};
use orm_api::backend::postgres::Wire;

/// A row of diesel's.
pub(super) struct Cells<'a, R>(pub(super) &'a R);

impl<'row, R: Row<'row, Pg>> Wire for Cells<'_, R> {
    fn columns(&self) -> usize {
        self.0.field_count()
    }

    fn show<T>(&self, index: usize, read: impl FnOnce(u32, Option<&[u8]>) -> T) -> Option<T> {
        let field = self.0.get(index)?;
        Some(match field.value() {
            Some(value) => read(value.get_oid().get(), Some(value.as_bytes())),
            None => read(0, None),
        })
    }
}
