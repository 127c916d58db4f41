//! The right-hand side of comparisons, arithmetic and assignments.

use super::operand::{Operand, for_operands};
use crate::{
    model::{ForeignKey, Model},
    tree::Expr,
    value::{FieldType, Nullity, Required, Value},
};
use ::uuid::Uuid;
use rust_decimal::Decimal;

/// What can stand beside a column of type `T` (`T`, not `Option<T>`, where the column is nullable): a value, or
/// an operand of the same type.
///
/// An integer column takes its own integer type only, so that a literal like `3_000_000_000` needs no suffix:
/// with several to choose from, the compiler would take `i32`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not go with a column of type `{T}`",
    label = "expected `{T}`, `&{T}`, or a column or expression of that type",
    note = "convert a value first, such as by `i64::from(..)` or `.parse()?`",
    note = "a nullable column takes the type inside its `Option`: ask for NULL by `.is_null()`, set it by `.set_null()` or `.set_or_null(..)`",
    note = "a column of another model is reached over a relation: `.to(..)`"
)]
pub trait IntoExpr<M, T> {
    /// Whether it may be NULL.
    type Null: Nullity;

    /// The untyped form.
    fn into_expr(self) -> Expr;
}

/// Implements [`IntoExpr`] for values that never are NULL.
macro_rules! literal {
    ([$($param:tt)*] $from:ty => $to:ty, $value:ident => $encode:expr) => {
        impl<M, $($param)*> IntoExpr<M, $to> for $from {
            type Null = Required;

            fn into_expr(self) -> Expr {
                let $value = self;
                Expr::Value($encode)
            }
        }
    };
}

literal!([T: FieldType] T => T, value => value.encode());
literal!([T: FieldType] &T => T, value => value.encode());
literal!([] &str => String, value => Value::Text(value.into()));
literal!([] &[u8] => Vec<u8>, value => Value::Bytes(value.into()));
literal!([] i64 => Decimal, value => Value::Decimal(value.into()));
literal!([] i32 => f64, value => Value::F64(value.into()));
literal!([T: Model] &T => ForeignKey<T>, value => value.pk().encode());

/// The type of a primary key `K`, or what stands for one in a query.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a primary key of type `{K}`",
    label = "the model that this foreign key refers to has a primary key of type `{K}`",
    note = "compare a foreign key with a `&model`, a `ForeignKey`, or a primary key"
)]
pub trait KeyFor<K> {}

/// A foreign key also takes the key that it holds.
macro_rules! keys {
    ($([$($life:tt)*] $from:ty => $key:ty),*) => {$(
        impl<$($life)*> KeyFor<$key> for $from {}

        impl<$($life)* M, T: Model> IntoExpr<M, ForeignKey<T>> for $from
        where
            $from: KeyFor<T::Pk>,
        {
            type Null = Required;

            fn into_expr(self) -> Expr {
                Expr::Value(<$key as From<$from>>::from(self).encode())
            }
        }
    )*};
}

keys! {
    [] i16 => i16, [] i32 => i32, [] i64 => i64, [] Uuid => Uuid,
    [] String => String, ['k,] &'k String => String, ['k,] &'k str => String
}

/// Whether an operand of type `Self` goes with one of type `T`.
#[diagnostic::on_unimplemented(
    message = "an operand of type `{Self}` does not go with one of type `{T}`",
    label = "expected an operand of type `{T}`",
    note = "both sides must have the same type; integers also go with `Decimal`, and with wider numbers"
)]
pub trait Fits<T> {}

impl<T: FieldType> Fits<T> for T {}

macro_rules! fits {
    ($($from:ty => $($to:ty),+;)*) => {$($(impl Fits<$to> for $from {})+)*};
}

fits! {
    i16 => i32, i64, f32, f64, Decimal;
    i32 => i64, f64, Decimal;
    i64 => Decimal;
    f32 => f64;
}

macro_rules! operand {
    ([$($param:tt)*] $ty:ty) => {
        impl<M: 'static, T, $($param)*> IntoExpr<M, T> for $ty
        where
            Self: Operand<M>,
            <Self as Operand<M>>::Inner: Fits<T>,
        {
            type Null = <Self as Operand<M>>::Null;

            fn into_expr(self) -> Expr {
                Operand::<M>::into_tree(self)
            }
        }
    };
}

for_operands!(operand);
