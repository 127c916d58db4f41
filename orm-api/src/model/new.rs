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
    /// `given` are the values of the fields that must be given, by their index. Defaults are filled in.
    pub fn new(given: impl IntoIterator<Item = (usize, Value)>) -> Self {
        let mut values: Vec<Option<Value>> = vec![None; M::def().fields.len()];
        for (index, value) in given {
            values[index] = Some(value);
        }
        for (index, value) in values.iter_mut().enumerate() {
            if value.is_none() {
                *value = M::default_of(index);
            }
        }
        NewRow { values, model: PhantomData }
    }

    /// A row with every field as `model` has it, the primary key included.
    pub fn of(model: &M) -> Self {
        let values = (0..M::def().fields.len()).map(|index| Some(model.encode_field(index))).collect();
        NewRow { values, model: PhantomData }
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

    /// The fields that are given, with their values.
    pub fn into_given(self) -> impl Iterator<Item = (&'static FieldDef, Value)> {
        let given = M::def().fields.iter().zip(self.values);
        given.filter_map(|(field, value)| value.map(|value| (field, value)))
    }
}
