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

    /// The one object that it leads to, if it is loaded.
    fn object_mut(&mut self) -> Option<&mut Self::Target>;

    /// Takes the object that it leads to; what leads to none, or to many, stays as it is.
    fn put(&mut self, object: Self::Target);
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

    fn object_mut(&mut self) -> Option<&mut U> {
        ForeignKey::object_mut(self)
    }

    fn put(&mut self, object: U) {
        self.attach(object);
    }
}

impl<U: Model> Forward for ForeignKey<U> {}

impl<U: Model> Relation for Option<ForeignKey<U>> {
    type Target = U;
    type Null = Nullable;
    const MANY: bool = false;

    fn object_mut(&mut self) -> Option<&mut U> {
        self.as_mut().and_then(ForeignKey::object_mut)
    }

    fn put(&mut self, object: U) {
        if let Some(key) = self {
            key.attach(object);
        }
    }
}

impl<U: Model> Forward for Option<ForeignKey<U>> {}

impl<U: Model> Relation for Many<U> {
    type Target = U;
    type Null = Nullable;
    const MANY: bool = true;

    fn object_mut(&mut self) -> Option<&mut U> {
        None
    }

    fn put(&mut self, _: U) {}
}
