//! Columns of one model, as they are: what `bulk_update` writes.

use super::Column;
use crate::model::FieldDef;

/// What `bulk_update` writes: one column, or a tuple of up to eight.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of `{M}`",
    label = "expected `{M}::column`, or a tuple of up to eight of these"
)]
pub trait Columns<M> {
    /// The fields, in their order.
    fn fields(&self) -> Vec<&'static FieldDef>;
}

impl<M, T> Columns<M> for Column<M, T> {
    fn fields(&self) -> Vec<&'static FieldDef> {
        vec![self.def()]
    }
}

macro_rules! tuples {
    ($([$($part:ident $index:tt)+])*) => {$(
        impl<M, $($part),+> Columns<M> for ($(Column<M, $part>,)+) {
            fn fields(&self) -> Vec<&'static FieldDef> {
                vec![$(self.$index.def()),+]
            }
        }
    )*};
}

tuples! {
    [A 0] [A 0 B 1] [A 0 B 1 C 2] [A 0 B 1 C 2 D 3] [A 0 B 1 C 2 D 3 E 4] [A 0 B 1 C 2 D 3 E 4 F 5]
    [A 0 B 1 C 2 D 3 E 4 F 5 G 6] [A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7]
}
