//! What `values` and `values_flat` take.

use super::{Operand, Output, operand::for_operands};
use crate::{model::FromRow, tree::Expr, value::FieldType};

/// What `values` selects: one operand, which gives `(T,)`, or a tuple of up to twelve.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from `{M}`",
    label = "expected a column of `{M}`, a path from it or an expression, or a tuple of up to twelve of these"
)]
pub trait Selection<M> {
    /// The row: a tuple.
    type Out: FromRow;

    /// The untyped forms, in their order.
    fn into_trees(self) -> Vec<Expr>;
}

/// What `values_flat` selects: one operand, which gives `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected alone from `{M}`",
    label = "expected one column of `{M}`, one path from it, or one expression",
    note = "use `values(..)` to select several"
)]
pub trait Single<M> {
    /// The row: a value.
    type Out: FieldType;

    /// The untyped form.
    fn into_single(self) -> Expr;
}

macro_rules! operand {
    ([$($param:tt)*] $ty:ty) => {
        impl<M: 'static, $($param)*> Selection<M> for $ty
        where
            Self: Operand<M>,
        {
            type Out = (Output<M, Self>,);

            fn into_trees(self) -> Vec<Expr> {
                vec![self.into_tree()]
            }
        }

        impl<M: 'static, $($param)*> Single<M> for $ty
        where
            Self: Operand<M>,
        {
            type Out = Output<M, Self>;

            fn into_single(self) -> Expr {
                self.into_tree()
            }
        }
    };
}

for_operands!(operand);

macro_rules! tuples {
    ($([$($part:ident $index:tt)+])*) => {$(
        impl<Of, $($part: Operand<Of>),+> Selection<Of> for ($($part,)+) {
            type Out = ($(Output<Of, $part>,)+);

            fn into_trees(self) -> Vec<Expr> {
                vec![$(self.$index.into_tree()),+]
            }
        }
    )*};
}

tuples! {
    [A 0]
    [A 0 B 1]
    [A 0 B 1 C 2]
    [A 0 B 1 C 2 D 3]
    [A 0 B 1 C 2 D 3 E 4]
    [A 0 B 1 C 2 D 3 E 4 F 5]
    [A 0 B 1 C 2 D 3 E 4 F 5 G 6]
    [A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7]
    [A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8]
    [A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9]
    [A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10]
    [A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11]
}
