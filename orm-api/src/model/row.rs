//! Rows that are tuples.

use super::{FromRow, Reader};
use crate::error::Result;

/// A row that `annotate` can append a `T` to: a model, which becomes `(Model, T)`, or a tuple.
#[diagnostic::on_unimplemented(
    message = "nothing can be appended to rows of type `{Self}`",
    note = "annotate a model, or what `values(..)` gives, with at most thirteen columns in all"
)]
pub trait Append<T> {
    /// The longer row.
    type Out: FromRow;
}

macro_rules! from_row {
    ($($part:ident)+) => {
        impl<$($part: FromRow),+> FromRow for ($($part,)+) {
            fn from_row(reader: &mut Reader<'_>) -> Result<Self> {
                Ok(($($part::from_row(reader)?,)+))
            }
        }
    };
}

macro_rules! tuples {
    ($([$($part:ident)+])*) => {$(
        from_row!($($part)+);

        impl<$($part: FromRow,)+ Last: FromRow> Append<Last> for ($($part,)+) {
            type Out = ($($part,)+ Last,);
        }
    )*};
}

tuples! {
    [A]
    [A B]
    [A B C]
    [A B C D]
    [A B C D E]
    [A B C D E F]
    [A B C D E F G]
    [A B C D E F G H]
    [A B C D E F G H I]
    [A B C D E F G H I J]
    [A B C D E F G H I J K]
    [A B C D E F G H I J K L]
}
from_row!(A B C D E F G H I J K L N);
