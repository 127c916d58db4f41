//! What stands in an expression.

use super::{Column, Expression, Path};
use crate::{
    tree::Expr,
    value::{FieldType, Nullity},
};

/// What has a value in each row of `M`, or group of rows: a column, a path, an expression, an aggregate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no value in the rows of `{M}`",
    label = "expected a column of `{M}`, a path from it, an expression, or an aggregate of these",
    note = "reach a column of another model over a relation: `{M}::relation.to(Other::column)`"
)]
pub trait Operand<M> {
    /// The type of its value, without `Option`.
    type Inner: FieldType;
    /// Whether its value may be NULL.
    type Null: Nullity;

    /// The untyped form.
    fn into_tree(self) -> Expr;
}

/// The type of an operand's value: an `Option` where it may be NULL.
pub type Output<M, O> = <<O as Operand<M>>::Null as Nullity>::Wrap<<O as Operand<M>>::Inner>;

impl<M, T: FieldType> Operand<M> for Column<M, T> {
    type Inner = T::Inner;
    type Null = T::Null;

    fn into_tree(self) -> Expr {
        Expr::column(self.def())
    }
}

impl<M, T: FieldType, N: Nullity> Operand<M> for Path<M, T, N> {
    type Inner = T::Inner;
    type Null = N::Or<T::Null>;

    fn into_tree(self) -> Expr {
        self.erase()
    }
}

impl<M, T: FieldType> Operand<M> for Expression<M, T> {
    type Inner = T::Inner;
    type Null = T::Null;

    fn into_tree(self) -> Expr {
        self.erase()
    }
}

/// Calls a macro for each type that is an operand, as `[parameters] type`. A blanket implementation over
/// [`Operand`] would rule out those for tuples: other crates might make a tuple an operand of their models.
macro_rules! for_operands {
    ($apply:ident) => {
        $apply! { [C: 'static] crate::expr::Column<M, C> }
        $apply! { [C: 'static, N: 'static] crate::expr::Path<M, C, N> }
        $apply! { [C: 'static] crate::expr::Expression<M, C> }
        $apply! { [E: 'static] crate::expr::Count<E> }
        $apply! { [E: 'static] crate::expr::Sum<E> }
        $apply! { [E: 'static] crate::expr::Min<E> }
        $apply! { [E: 'static] crate::expr::Max<E> }
        $apply! { [E: 'static] crate::expr::Avg<E> }
    };
}
pub(super) use for_operands;
