//! Columns reached over relations.

use super::{Column, RelatedStep, Reverse};
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
    /// How the objects on the way are loaded along, should the path be given to `select_related`.
    way: Vec<RelatedStep<M>>,
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
        let mut way = self.way.clone();
        way.extend((!T::MANY).then(|| self.step()));
        let mut steps = self.target_path();
        let (first, rest) = (self.reach, tail.reach);
        for later in tail.way {
            let first = first.clone();
            way.push(later.after(&steps, move |model: &mut M| first(model)?.object_mut()));
        }
        steps.extend(tail.steps);
        let reach: Reach<M, X::End> = Arc::new(move |model| rest(first(model)?.object_mut()?));
        Path { steps, field: tail.field, reach, way, nullity: PhantomData }
    }

    /// The steps that lead to what its end refers to. A path that ends in a `Many` has passed its last step already.
    pub(super) fn target_path(&self) -> Vec<&'static RelationDef>
    where
        T: Relation,
    {
        let last = self.field.foreign_key.as_ref().filter(|_| !T::MANY).map(|key| &key.relation);
        self.steps.iter().copied().chain(last).collect()
    }

    /// How the object that its end refers to is loaded along.
    fn step(&self) -> RelatedStep<M>
    where
        T: Relation,
    {
        let reach = self.reach.clone();
        RelatedStep::new(self.target_path(), move |model: &mut M| reach(model))
    }

    /// How the objects on the way, and the one that its end refers to, are loaded along.
    pub(super) fn all_steps(&self) -> Vec<RelatedStep<M>>
    where
        T: Relation,
    {
        self.way.iter().cloned().chain([self.step()]).collect()
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
        Path {
            steps: vec![self.relation()],
            field: V::def().primary_key(),
            reach,
            way: Vec::new(),
            nullity: PhantomData,
        }
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
    Path { steps: Vec::new(), field: column.def(), reach, way: Vec::new(), nullity: PhantomData }
}

impl<M, T, N> Clone for Path<M, T, N> {
    fn clone(&self) -> Self {
        let reach = Arc::clone(&self.reach);
        let (steps, way) = (self.steps.clone(), self.way.clone());
        Path { steps, field: self.field, reach, way, nullity: PhantomData }
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
