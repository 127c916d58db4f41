//! What the derive macro implements.

use super::{FieldDef, ModelDef, NewModel, Recent};
use crate::{
    error::{Error, ErrorKind, Result},
    value::{self, FieldType, Row, SqlType, Value},
};
use std::{any::Any, fmt::Debug, hash::Hash, sync::Arc};

/// A type whose values are rows of a table. Derived, not written by hand.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a model", note = "add `#[derive(Model)]` to it")]
pub trait Model: FromRow + Clone + Send + Sync + 'static {
    /// The primary key's type.
    type Pk: FieldType<Inner = Self::Pk> + Clone + Debug + Eq + Hash;
    /// What a new row needs: `NewAlbum` for `Album`.
    type New: NewModel<Model = Self>;
    /// The primary key's column type, refined by its attributes: that of the foreign keys to this model.
    const KEY_TYPE: SqlType = <Self::Pk as FieldType>::SQL_TYPE;

    /// The model as data.
    fn def() -> &'static ModelDef;

    /// The primary key.
    fn pk(&self) -> &Self::Pk;

    /// The value of the field `index` of [`ModelDef::fields`], to be bound.
    fn encode_field(&self, index: usize) -> Value;

    /// The default of the field `index` of [`ModelDef::fields`], made anew for each row; `None` if it has none.
    fn default_of(index: usize) -> Option<Value>;
}

/// What a row can be decoded to: a model, a field, or a tuple of what can.
pub trait FromRow: Sized + Send + 'static {
    /// Reads as many columns as it takes, in their order.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`], naming the column and what was found in it.
    fn from_row(reader: &mut Reader<'_>) -> Result<Self>;
}

impl<T: FieldType> FromRow for T {
    fn from_row(reader: &mut Reader<'_>) -> Result<Self> {
        reader.value()
    }
}

/// Reads a row's columns one after the other.
pub struct Reader<'r> {
    row: &'r dyn Row,
    /// The types of the columns that are no model's field, in their order.
    types: &'r [SqlType],
    /// What follows the first model's own columns: the models that it refers to.
    related: Option<(&'r (dyn Any + Send + Sync), &'r mut [Recent])>,
    next: usize,
}

/// Reads one related model, and attaches it to a `M`.
pub type Attach<M> = Arc<dyn Fn(&mut M, &mut Reader<'_>, &mut Recent) -> Result<()> + Send + Sync>;

/// What `select_related` adds to a `M`, in the order of its columns.
pub struct RelatedPlan<M>(pub Vec<Attach<M>>);

impl<'r> Reader<'r> {
    /// Reads `row` from its first column. `types` are those of the columns that no model describes.
    pub fn new(row: &'r dyn Row, types: &'r [SqlType]) -> Self {
        Reader { row, types, related: None, next: 0 }
    }

    /// Attaches to the first `M` that is read what `plan` says; `recent` has one for each step of it.
    #[must_use]
    pub fn relating<M: Model>(mut self, plan: &'r RelatedPlan<M>, recent: &'r mut [Recent]) -> Self {
        self.related = Some((plan, recent));
        self
    }

    /// Reads what `select_related` brought for `model`, whose own columns have just been read. Called by derived
    /// code for each model; only the first one of a row can have something.
    ///
    /// # Errors
    /// As decoding the related models has.
    pub fn relate<M: Model>(&mut self, model: &mut M) -> Result<()> {
        let Some((plan, recent)) = self.related.take() else { return Ok(()) };
        let Some(plan) = plan.downcast_ref::<RelatedPlan<M>>() else { return Ok(()) };
        plan.0.iter().zip(recent).try_for_each(|(attach, recent)| attach(model, self, recent))
    }

    /// Reads the next column as the model's field `field`.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`], naming table and column.
    pub fn field<T: FieldType>(&mut self, field: &'static FieldDef) -> Result<T> {
        let index = self.advance();
        value::read(self.row, index, field.ty).map_err(|error| in_field(error, field))
    }

    /// Reads the next column as an expression's value.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`], naming the column's place.
    pub fn value<T: FieldType>(&mut self) -> Result<T> {
        let ty = match self.types.split_first() {
            Some((first, rest)) => {
                self.types = rest;
                *first
            }
            None => T::SQL_TYPE,
        };
        let index = self.advance();
        value::read(self.row, index, ty)
    }

    /// Whether the column that lies `ahead` columns after the next one is NULL.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where there is no such column.
    pub fn is_null(&self, ahead: usize) -> Result<bool> {
        let mut null = false;
        self.row.cell(self.next + ahead, &mut |cell| null = cell == value::Cell::Null)?;
        Ok(null)
    }

    /// Passes over `columns` columns.
    pub fn skip(&mut self, columns: usize) {
        self.next += columns;
    }

    /// Checks that every column has been read: SQL of the user's own must select what is decoded, no more.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`], with both numbers.
    pub fn expect_end(&self) -> Result<()> {
        let (read, has) = (self.next, self.row.len());
        if read == has {
            return Ok(());
        }
        let message = format!("the row has {has} columns, and {read} were expected; select just those");
        Err(Error::new(ErrorKind::Decode, message))
    }

    fn advance(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }
}

#[cold]
fn in_field(error: Error, field: &'static FieldDef) -> Error {
    let model = (field.model)();
    let message = format!("`{}.{}` ({}.{}): {error}", model.name, field.name, model.table, field.column);
    let mut details = error.details().clone();
    (details.table, details.column) = (Some(model.table.to_owned()), Some(field.column.to_owned()));
    Error::new(ErrorKind::Decode, message).with_details(details)
}
