//! What `annotate` and `aggregate` take.

use super::{Avg, Count, Max, Min, Operand, Output, Sum, operand::for_operands};
use crate::{
    model::{Append, FromRow},
    tree::Expr,
    value::FieldType,
};

/// What `annotate` appends to each row of type `R`: an operand, or a tuple of them, each of which makes the row
/// longer by one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be appended to rows of `{M}`",
    label = "expected an aggregate, a column or an expression of `{M}`, or a tuple of these"
)]
pub trait Annotation<M, R> {
    /// The longer row.
    type Out: FromRow;

    /// The untyped forms, in their order.
    fn into_trees(self) -> Vec<Expr>;
}

/// What `aggregate` takes: an aggregate, or a tuple of them, over the whole result. Over no rows, everything but
/// a count is `None`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an aggregate over `{M}`",
    label = "expected `Count`, `Sum`, `Min`, `Max` or `Avg` of a column of `{M}`, or a tuple of these"
)]
pub trait Aggregation<M> {
    /// The type of the result; of a tuple, a tuple.
    type Out: FromRow;

    /// The untyped forms, in their order.
    fn into_trees(self) -> Vec<Expr>;
}

macro_rules! operand {
    ([$($param:tt)*] $ty:ty) => {
        impl<M: 'static, R, $($param)*> Annotation<M, R> for $ty
        where
            Self: Operand<M>,
            R: Append<Output<M, Self>>,
        {
            type Out = R::Out;

            fn into_trees(self) -> Vec<Expr> {
                vec![self.into_tree()]
            }
        }
    };
}

for_operands!(operand);

impl<M, E> Aggregation<M> for Count<E>
where
    Self: Operand<M>,
{
    type Out = i64;

    fn into_trees(self) -> Vec<Expr> {
        vec![self.into_tree()]
    }
}

macro_rules! aggregations {
    ($($name:ident),*) => {$(
        impl<M, E> Aggregation<M> for $name<E>
        where
            Self: Operand<M>,
        {
            type Out = <<Self as Operand<M>>::Inner as FieldType>::AsNull;

            fn into_trees(self) -> Vec<Expr> {
                vec![self.into_tree()]
            }
        }
    )*};
}

aggregations!(Sum, Min, Max, Avg);

/// Each part of an annotation appends to the row that the part before it made.
macro_rules! tuples {
    ($([$first:ident 0 $($part:ident $index:tt after $before:ident)*] $last:ident;)*) => {$(
        impl<M, Row, $first: Annotation<M, Row>, $($part),*> Annotation<M, Row> for ($first, $($part,)*)
        where
            $($part: Annotation<M, $before::Out>,)*
        {
            type Out = $last::Out;

            fn into_trees(self) -> Vec<Expr> {
                let trees = self.0.into_trees().into_iter();
                trees$(.chain(self.$index.into_trees()))*.collect()
            }
        }

        impl<M, $first: Aggregation<M>, $($part: Aggregation<M>),*> Aggregation<M> for ($first, $($part,)*) {
            type Out = ($first::Out, $($part::Out,)*);

            fn into_trees(self) -> Vec<Expr> {
                let trees = self.0.into_trees().into_iter();
                trees$(.chain(self.$index.into_trees()))*.collect()
            }
        }
    )*};
}

tuples! {
    [A 0] A;
    [A 0 B 1 after A] B;
    [A 0 B 1 after A C 2 after B] C;
    [A 0 B 1 after A C 2 after B D 3 after C] D;
    [A 0 B 1 after A C 2 after B D 3 after C E 4 after D] E;
    [A 0 B 1 after A C 2 after B D 3 after C E 4 after D F 5 after E] F;
}
