//! New rows.

use super::{FieldDef, Model};
use crate::value::Value;
use std::marker::PhantomData;

/// What a new row needs: `NewAlbum` for `Album`, made by the derive macro. It has a field for each of the
/// model's that is neither numbered by the database nor has a default; those can be given by
/// [`with`](NewModel::with).
pub trait NewModel: Into<NewRow<Self::Model>> + Send + 'static {
    /// The model.
    type Model: Model;

    /// Gives a field that need not be given: one with a default, or the primary key.
    ///
    /// ```ignore
    /// Album::objects().create(&db, NewAlbum { title: "Animals".into() }.with(Album::stock, 5))
    /// ```
    fn with<T: crate::value::FieldType>(
        self,
        column: crate::expr::Column<Self::Model, T>,
        value: impl Into<T>,
    ) -> NewRow<Self::Model> {
        self.into().with(column, value)
    }
}

/// A new row: a value for each field that is given.
pub struct NewRow<M> {
    /// One for each field of the model, in its order; `None` leaves the field to the database.
    values: Vec<Option<Value>>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> NewRow<M> {
    /// A value for each field of the model, in its order; `None` leaves it to the database. Called by derived code, which
    /// fills in the defaults.
    pub fn new(values: Vec<Option<Value>>) -> Self {
        NewRow { values, model: PhantomData }
    }

    /// A row with every field as `model` has it, the primary key included.
    pub fn of(model: &M) -> Self {
        NewRow::new((0..M::def().fields.len()).map(|index| Some(model.encode_field(index))).collect())
    }

    /// Gives one more field.
    #[must_use]
    pub fn with<T: crate::value::FieldType>(
        mut self,
        column: crate::expr::Column<M, T>,
        value: impl Into<T>,
    ) -> Self {
        if let Some(index) = M::def().fields.iter().position(|field| field == column.def()) {
            self.values[index] = Some(value.into().encode());
        }
        self
    }

    /// The fields that are given.
    pub fn given(&self) -> impl Iterator<Item = &'static FieldDef> {
        let given = M::def().fields.iter().zip(&self.values);
        given.filter_map(|(field, value)| value.is_some().then_some(field))
    }

    /// Their values, in the same order.
    pub fn into_values(self) -> Vec<Value> {
        self.values.into_iter().flatten().collect()
    }
}
