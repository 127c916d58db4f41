//! What the types of relations have in common.

use super::{ForeignKey, Many, Model};
use crate::value::{Nullable, Nullity, Required};

/// The type of a field that leads to another model: `ForeignKey<U>`, `Option<ForeignKey<U>>` or `Many<U>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not lead to another model",
    label = "expected a field of type `ForeignKey<..>`, `Option<ForeignKey<..>>` or `Many<..>`",
    note = "`.to(..)` goes on from a foreign key or a `Many` field, to a column of the model that it leads to"
)]
pub trait Relation: Sized + 'static {
    /// The model that it leads to.
    type Target: Model;
    /// Whether it may lead to no row.
    type Null: Nullity;
    /// Whether it may lead to several rows.
    const MANY: bool;

    /// The reference to the one row that it leads to; `None` where it leads to none, or to many.
    fn reference_mut(&mut self) -> Option<&mut ForeignKey<Self::Target>>;

    /// The one object that it leads to, if it is loaded.
    fn object_mut(&mut self) -> Option<&mut Self::Target> {
        self.reference_mut()?.object_mut()
    }
}

/// The type of a field that refers to one row of another model.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not refer to a row of another model",
    label = "expected a field of type `ForeignKey<..>` or `Option<ForeignKey<..>>`",
    note = "a `Many` field is loaded by `prefetch_related`"
)]
pub trait Forward: Relation {}

/// The type of a foreign key to `M`: what `#[field(reverse = ..)]` may name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not refer to `{M}`",
    label = "expected a column of type `ForeignKey<{M}>` or `Option<ForeignKey<{M}>>`"
)]
pub trait RefersTo<M> {}

impl<U: Model> RefersTo<U> for ForeignKey<U> {}
impl<U: Model> RefersTo<U> for Option<ForeignKey<U>> {}

impl<U: Model> Relation for ForeignKey<U> {
    type Target = U;
    type Null = Required;
    const MANY: bool = false;

    fn reference_mut(&mut self) -> Option<&mut Self> {
        Some(self)
    }
}

impl<U: Model> Forward for ForeignKey<U> {}

impl<U: Model> Relation for Option<ForeignKey<U>> {
    type Target = U;
    type Null = Nullable;
    const MANY: bool = false;

    fn reference_mut(&mut self) -> Option<&mut ForeignKey<U>> {
        self.as_mut()
    }
}

impl<U: Model> Forward for Option<ForeignKey<U>> {}

impl<U: Model> Relation for Many<U> {
    type Target = U;
    type Null = Nullable;
    const MANY: bool = true;

    fn reference_mut(&mut self) -> Option<&mut ForeignKey<U>> {
        None
    }
}
