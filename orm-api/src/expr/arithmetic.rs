//! Arithmetic.

use super::{Column, Expression, IntoExpr, Operand, Path};
use crate::{
    tree::{Arithmetic, Expr},
    value::{FieldType, Nullity},
};
use rust_decimal::Decimal;
use std::ops::{Add, Div, Mul, Rem, Sub};

/// A type that is calculated with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "expected i16, i32, i64, f32, f64 or Decimal"
)]
pub trait Number: FieldType {
    /// The type of a sum: wide enough that it does not overflow before the database's own does.
    type Sum: FieldType;
    /// The type of a mean.
    type Avg: FieldType;
}

macro_rules! numbers {
    ($($ty:ty => $sum:ty, $avg:ty;)*) => {$(
        impl Number for $ty {
            type Sum = $sum;
            type Avg = $avg;
        }
    )*};
}

numbers! {
    i16 => i64, f64;
    i32 => i64, f64;
    i64 => i64, f64;
    f32 => f64, f64;
    f64 => f64, f64;
    Decimal => Decimal, Decimal;
}

/// NULL where either side may be.
type Result<M, L, R> = Expression<
    M,
    <<<L as Operand<M>>::Null as Nullity>::Or<<R as IntoExpr<M, <L as Operand<M>>::Inner>>::Null> as Nullity>::Wrap<
        <L as Operand<M>>::Inner,
    >,
>;

macro_rules! operators {
    ($($trait:ident $method:ident $operator:ident;)*) => {$(
        operators!(@ [T: FieldType] Column<M, T>, $trait $method $operator);
        operators!(@ [T: FieldType, N: Nullity] Path<M, T, N>, $trait $method $operator);
        operators!(@ [T: FieldType] Expression<M, T>, $trait $method $operator);
    )*};
    (@ [$($param:tt)*] $left:ty, $trait:ident $method:ident $operator:ident) => {
        impl<M: 'static, $($param)*, R> $trait<R> for $left
        where
            T::Inner: Number,
            R: IntoExpr<M, T::Inner>,
        {
            type Output = Result<M, Self, R>;

            fn $method(self, right: R) -> Self::Output {
                let (left, right) = (Box::new(self.into_tree()), Box::new(right.into_expr()));
                Expression::new(Expr::Arithmetic(Arithmetic::$operator, left, right))
            }
        }
    };
}

operators! {
    Add add Add;
    Sub sub Subtract;
    Mul mul Multiply;
    Div div Divide;
    Rem rem Remainder;
}
