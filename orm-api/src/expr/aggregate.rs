//! Aggregates.

use super::{Number, Operand, Path, Reverse};
use crate::{
    model::{Many, Model},
    tree::{self, ColumnRef, Expr},
    value::{FieldType, Required},
};

/// How many rows have a value of the operand, or how many rows a relation leads to.
#[derive(Clone, Copy, Debug)]
pub struct Count<E>(pub E);

/// The sum. Integers sum up to `i64`, floating point numbers to `f64`, decimals to decimals.
#[derive(Clone, Copy, Debug)]
pub struct Sum<E>(pub E);

/// The least value.
#[derive(Clone, Copy, Debug)]
pub struct Min<E>(pub E);

/// The greatest value.
#[derive(Clone, Copy, Debug)]
pub struct Max<E>(pub E);

/// The mean: an `f64`, of decimals a decimal with [`AVG_EXTRA_PLACES`](tree::AVG_EXTRA_PLACES) more places.
#[derive(Clone, Copy, Debug)]
pub struct Avg<E>(pub E);

/// What [`Count::all`] counts.
#[derive(Clone, Copy, Debug)]
pub struct Rows;

/// What [`Count::distinct`] counts.
#[derive(Clone, Copy, Debug)]
pub struct Distinct<E>(pub E);

impl Count<Rows> {
    /// How many rows there are: `COUNT(*)`.
    pub const fn all() -> Self {
        Count(Rows)
    }
}

impl<E> Count<Distinct<E>> {
    /// How many different values there are.
    pub const fn distinct(operand: E) -> Self {
        Count(Distinct(operand))
    }
}

/// What can be counted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be counted in the rows of `{M}`",
    label = "expected a column of `{M}`, a path from it, or one of its `Many` fields",
    note = "`Count::all()` counts the rows themselves"
)]
pub trait Countable<M> {
    /// Whether equal values count once.
    const DISTINCT: bool = false;

    /// The untyped form; `None` counts rows.
    fn into_counted(self) -> Option<Expr>;
}

impl<M> Countable<M> for Rows {
    fn into_counted(self) -> Option<Expr> {
        None
    }
}

impl<M, E: Countable<M>> Countable<M> for Distinct<E> {
    const DISTINCT: bool = true;

    fn into_counted(self) -> Option<Expr> {
        self.0.into_counted()
    }
}

impl<M, U: Model> Countable<M> for Reverse<M, U> {
    fn into_counted(self) -> Option<Expr> {
        let path = vec![self.relation()];
        Some(Expr::Column(ColumnRef { path, field: U::def().primary_key() }))
    }
}

impl<M, U: Model, N> Countable<M> for Path<M, Many<U>, N> {
    fn into_counted(self) -> Option<Expr> {
        Some(self.erase())
    }
}

macro_rules! countable {
    ($([$($param:tt)*] $ty:ty;)*) => {$(
        impl<M: 'static, $($param)*> Countable<M> for $ty
        where
            Self: Operand<M>,
        {
            fn into_counted(self) -> Option<Expr> {
                Some(self.into_tree())
            }
        }
    )*};
}

countable! {
    [T: FieldType] super::Column<M, T>;
    [T: FieldType, N: 'static] Path<M, T, N>;
    [T: FieldType] super::Expression<M, T>;
}

impl<M, E: Countable<M>> Operand<M> for Count<E> {
    type Inner = i64;
    type Null = Required;

    fn into_tree(self) -> Expr {
        let operand = self.0.into_counted().map(Box::new);
        Expr::Aggregate { function: tree::Aggregate::Count, operand, distinct: E::DISTINCT }
    }
}

/// `$inner` is the result's type. Of a group it may be NULL where the operand may: a group has a row.
macro_rules! aggregates {
    ($($name:ident [$($bound:tt)*] $inner:ty;)*) => {$(
        impl<M, E: Operand<M>> Operand<M> for $name<E>
        where
            E::Inner: $($bound)*,
        {
            type Inner = $inner;
            type Null = E::Null;

            fn into_tree(self) -> Expr {
                let operand = Some(Box::new(self.0.into_tree()));
                Expr::Aggregate { function: tree::Aggregate::$name, operand, distinct: false }
            }
        }
    )*};
}

aggregates! {
    Sum [Number] <E::Inner as Number>::Sum;
    Min [FieldType] E::Inner;
    Max [FieldType] E::Inner;
    Avg [Number] <E::Inner as Number>::Avg;
}
