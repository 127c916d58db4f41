//! Columns reached over relations.

use super::{Column, Reverse};
use crate::{
    model::{FieldDef, Many, Model, Relation, RelationDef},
    tree::{ColumnRef, Expr},
    value::{Nullable, Nullity, Required},
};
use std::{fmt, marker::PhantomData, sync::Arc};

/// Finds the end of a path inside a model, if everything on the way is loaded.
type Reach<M, T> = Arc<dyn for<'m> Fn(&'m mut M) -> Option<&'m mut T> + Send + Sync>;

/// The column `T` reached from `M` over relations: `Album::artist.to(Artist::name)`. `N` says whether there may
/// be no row at its end.
pub struct Path<M: 'static, T: 'static, N = Required> {
    steps: Vec<&'static RelationDef>,
    /// Where it ends. A path to many rows has their last step among `steps`, and their primary key here.
    field: &'static FieldDef,
    reach: Reach<M, T>,
    nullity: PhantomData<fn() -> N>,
}

/// What a path is taken to: a column of the next model, one of its `Many` fields, or a path from it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of `{U}`",
    label = "expected a column of `{U}`, the model that this relation leads to",
    note = "write `.to({U}::field)`, or a path that begins at `{U}`: `.to({U}::relation.to(..))`"
)]
pub trait Tail<U: 'static> {
    /// The Rust type at the end.
    type End: 'static;
    /// Whether there may be no row at the end.
    type Null: Nullity;

    /// The same as a path.
    fn into_path(self) -> Path<U, Self::End, Self::Null>;
}

impl<M, T, N> Path<M, T, N> {
    /// The relations that it passes.
    pub fn steps(&self) -> &[&'static RelationDef] {
        &self.steps
    }

    /// The column at its end. Of a path that ends in a `Many`: the primary key of the many.
    pub fn field(&self) -> &'static FieldDef {
        self.field
    }

    /// The field at its end, inside `model`; `None` where something on the way is NULL or not loaded.
    pub fn reach<'m>(&self, model: &'m mut M) -> Option<&'m mut T> {
        (self.reach)(model)
    }

    /// Goes on to a column of the model that this relation leads to, or to a path from there.
    pub fn to<X>(self, tail: X) -> Path<M, X::End, Longer<N, T, X>>
    where
        T: Relation,
        N: Nullity,
        X: Tail<T::Target>,
    {
        let tail = tail.into_path();
        let mut steps = self.steps;
        // A path that ends in a `Many` has passed its last step already.
        steps.extend(self.field.foreign_key.as_ref().filter(|_| !T::MANY).map(|key| &key.relation));
        steps.extend(tail.steps);
        let (first, rest) = (self.reach, tail.reach);
        let reach: Reach<M, X::End> = Arc::new(move |model| rest(first(model)?.object_mut()?));
        Path { steps, field: tail.field, reach, nullity: PhantomData }
    }

    pub(super) fn erase(self) -> Expr {
        Expr::Column(ColumnRef { path: self.steps, field: self.field })
    }
}

/// NULL where the path so far, the relation `T`, or the tail may be.
type Longer<N, T, X> =
    <N as Nullity>::Or<<<T as Relation>::Null as Nullity>::Or<<X as Tail<<T as Relation>::Target>>::Null>>;

impl<M, T> Column<M, T> {
    /// Goes over this foreign key to a column of the model that it refers to, or to a path from there.
    ///
    /// ```ignore
    /// Album::objects().filter(Album::artist.to(Artist::name).icontains("floyd"))
    /// ```
    pub fn to<X>(self, tail: X) -> Path<M, X::End, Longer<Required, T, X>>
    where
        T: Relation,
        X: Tail<T::Target>,
    {
        own(self).to(tail)
    }
}

impl<M, U: Model> Reverse<M, U> {
    /// Goes to a column of the rows that refer to this one, or to a path from there.
    pub fn to<X: Tail<U>>(self, tail: X) -> Path<M, X::End, Nullable> {
        Tail::<M>::into_path(self).to(tail)
    }
}

impl<U, T> Tail<U> for Column<U, T> {
    type End = T;
    type Null = Required;

    fn into_path(self) -> Path<U, T, Required> {
        own(self)
    }
}

impl<U: 'static, V: Model> Tail<U> for Reverse<U, V> {
    type End = Many<V>;
    type Null = Required;

    fn into_path(self) -> Path<U, Many<V>, Required> {
        let reach: Reach<U, Many<V>> = Arc::new(move |model| Some(self.slot(model)));
        Path { steps: vec![self.relation()], field: V::def().primary_key(), reach, nullity: PhantomData }
    }
}

impl<U, T, N: Nullity> Tail<U> for Path<U, T, N> {
    type End = T;
    type Null = N;

    fn into_path(self) -> Path<U, T, N> {
        self
    }
}

/// A column as a path without a step.
fn own<M, T>(column: Column<M, T>) -> Path<M, T, Required> {
    let reach: Reach<M, T> = Arc::new(move |model| Some(column.of(model)));
    Path { steps: Vec::new(), field: column.def(), reach, nullity: PhantomData }
}

impl<M, T, N> Clone for Path<M, T, N> {
    fn clone(&self) -> Self {
        let reach = Arc::clone(&self.reach);
        Path { steps: self.steps.clone(), field: self.field, reach, nullity: PhantomData }
    }
}

impl<M, T, N> fmt::Debug for Path<M, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            write!(f, "{}.", step.name)?;
        }
        self.field.fmt(f)
    }
}
