//! Columns.

use crate::model::{FieldDef, Many, Model, RefersTo, RelationDef};

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

impl<M, T> Clone for Column<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Column<M, T> {}

/// A model's field of type [`Many`]: the rows of another model that refer to this one. A plain constant, as a
/// [`Column`] is.
pub struct Reverse<M: 'static, U: 'static> {
    relation: fn() -> &'static RelationDef,
    get: fn(&mut M) -> &mut Many<U>,
}

impl<M, U: Model> Reverse<M, U> {
    /// The field with that relation and that accessor.
    pub const fn new(relation: fn() -> &'static RelationDef, get: fn(&mut M) -> &mut Many<U>) -> Self {
        Reverse { relation, get }
    }

    /// The field of a foreign key to this model: what `#[field(reverse = ..)]` names, checked by its type.
    pub fn remote<K: RefersTo<M>>(column: Column<U, K>) -> &'static FieldDef {
        column.def()
    }

    /// The step from this model to the one that refers to it.
    pub fn relation(&self) -> &'static RelationDef {
        (self.relation)()
    }

    /// The field of `model`, to be filled.
    pub fn slot<'m>(&self, model: &'m mut M) -> &'m mut Many<U> {
        (self.get)(model)
    }
}

impl<M, U> Clone for Reverse<M, U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, U> Copy for Reverse<M, U> {}
