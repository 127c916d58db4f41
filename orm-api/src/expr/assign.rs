//! Assignments.

use super::{Column, IntoExpr};
use crate::{
    model::FieldDef,
    tree::Expr,
    value::{FieldType, Nullable, Nullity, Required, Value},
};
use std::{fmt, marker::PhantomData};

/// What an update sets: one or more columns of `M`.
#[must_use = "an assignment does nothing until `update` takes it"]
pub struct Assign<M> {
    set: Vec<(&'static FieldDef, Expr)>,
    model: PhantomData<fn() -> M>,
}

impl<M> Assign<M> {
    fn one(field: &'static FieldDef, value: Expr) -> Self {
        Assign { set: vec![(field, value)], model: PhantomData }
    }

    /// Sets what `other` says, too.
    pub fn and(mut self, other: Assign<M>) -> Self {
        self.set.extend(other.set);
        self
    }

    /// The columns and their new values.
    pub fn into_trees(self) -> Vec<(&'static FieldDef, Expr)> {
        self.set
    }
}

impl<M, T: FieldType> Column<M, T> {
    /// Sets the column to a value, or to what an expression gives in each row. A column that is never NULL takes
    /// no expression that may be.
    pub fn set<R: IntoExpr<M, T::Inner>>(self, value: R) -> Assign<M>
    where
        R::Null: GoesInto<T::Null>,
    {
        Assign::one(self.def(), value.into_expr())
    }

    /// Sets the column to NULL.
    pub fn set_null(self) -> Assign<M>
    where
        T: NullableField,
    {
        Assign::one(self.def(), Expr::Value(Value::Null(self.def().ty)))
    }

    /// Sets the column to a value, or to NULL.
    pub fn set_or_null(self, value: Option<T::Inner>) -> Assign<M>
    where
        T: NullableField,
    {
        match value {
            Some(value) => Assign::one(self.def(), Expr::Value(value.encode())),
            None => self.set_null(),
        }
    }
}

impl<M> Clone for Assign<M> {
    fn clone(&self) -> Self {
        Assign { set: self.set.clone(), model: PhantomData }
    }
}

impl<M> fmt::Debug for Assign<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.set.iter().map(|(field, value)| (field, value))).finish()
    }
}

/// A field that may be NULL.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is never NULL",
    label = "this column cannot be set to NULL",
    note = "make the model's field an `Option<{Self}>`"
)]
pub trait NullableField: FieldType {}

impl<T: FieldType<Inner = T>> NullableField for Option<T> {}

/// Whether what is `Self` can be stored in what is `N`.
#[diagnostic::on_unimplemented(
    message = "an expression that may be NULL does not go into a column that is never NULL",
    label = "this may be NULL",
    note = "make the column's field an `Option`, or use a column that is none"
)]
pub trait GoesInto<N: Nullity> {}

impl<N: Nullity> GoesInto<N> for Required {}
impl GoesInto<Nullable> for Nullable {}

/// What `update` takes: one assignment, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an assignment to `{M}`",
    label = "expected `{M}::column.set(..)`, or a tuple of these"
)]
pub trait IntoAssign<M> {
    /// All of them.
    fn into_assign(self) -> Assign<M>;
}

impl<M> IntoAssign<M> for Assign<M> {
    fn into_assign(self) -> Assign<M> {
        self
    }
}

macro_rules! tuples {
    ($([$($part:ident $index:tt)+])*) => {$(
        impl<M, $($part: IntoAssign<M>),+> IntoAssign<M> for ($($part,)+) {
            fn into_assign(self) -> Assign<M> {
                Assign { set: Vec::new(), model: PhantomData }$(.and(self.$index.into_assign()))+
            }
        }
    )*};
}

tuples! {
    [A 0] [A 0 B 1] [A 0 B 1 C 2] [A 0 B 1 C 2 D 3] [A 0 B 1 C 2 D 3 E 4] [A 0 B 1 C 2 D 3 E 4 F 5]
    [A 0 B 1 C 2 D 3 E 4 F 5 G 6] [A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7]
}
