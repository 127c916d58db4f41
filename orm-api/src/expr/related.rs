//! What `select_related` takes.

use super::{Column, Path};
use crate::model::{Forward, Model, RelationDef};
use std::sync::Arc;

/// Puts a related object into the model that refers to it. Does nothing where the model's reference is NULL, or
/// something on the way to it is not loaded.
pub type AttachTo<M, U> = Arc<dyn Fn(&mut M, U) + Send + Sync>;

/// A foreign key of `M`, or of a model that `M` reaches over foreign keys.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a foreign key of `{M}`",
    label = "expected a column of type `ForeignKey<..>`, or a path from `{M}` that ends in one",
    note = "a `Many` field is loaded by `prefetch_related`"
)]
pub trait Related<M> {
    /// The model that it refers to.
    type Target: Model;

    /// The relations that lead to the target, this one the last.
    fn path(&self) -> Vec<&'static RelationDef>;

    /// Puts a target where it belongs. The objects on the way must have been attached before.
    fn attach(&self) -> AttachTo<M, Self::Target>;
}

impl<M: 'static, K: Forward> Related<M> for Column<M, K> {
    type Target = K::Target;

    fn path(&self) -> Vec<&'static RelationDef> {
        self.def().foreign_key.iter().map(|key| &key.relation).collect()
    }

    fn attach(&self) -> AttachTo<M, K::Target> {
        let column = *self;
        Arc::new(move |model, target| column.of(model).put(target))
    }
}

impl<M: 'static, K: Forward, N: 'static> Related<M> for Path<M, K, N> {
    type Target = K::Target;

    fn path(&self) -> Vec<&'static RelationDef> {
        let last = self.field().foreign_key.iter().map(|key| &key.relation);
        self.steps().iter().copied().chain(last).collect()
    }

    fn attach(&self) -> AttachTo<M, K::Target> {
        let path = self.clone();
        Arc::new(move |model, target| {
            if let Some(key) = path.reach(model) {
                key.put(target);
            }
        })
    }
}
