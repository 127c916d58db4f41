//! Columns.

use crate::model::FieldDef;

/// A model's column. A plain constant: static data and a function pointer.
pub struct Column<M: 'static, T: 'static> {
    def: fn() -> &'static FieldDef,
    get: fn(&mut M) -> &mut T,
}

impl<M, T> Column<M, T> {
    /// The column with that description and that accessor.
    pub const fn new(def: fn() -> &'static FieldDef, get: fn(&mut M) -> &mut T) -> Self {
        Column { def, get }
    }

    /// The field as data.
    pub fn def(&self) -> &'static FieldDef {
        (self.def)()
    }

    /// The field of `model`.
    pub fn of<'m>(&self, model: &'m mut M) -> &'m mut T {
        (self.get)(model)
    }
}
