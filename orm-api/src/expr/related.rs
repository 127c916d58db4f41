//! What `select_related` takes.

use super::{Column, Path, Tail};
use crate::{
    error::Result,
    model::{Attach, Forward, FromRow, Model, Reader, Recent, Relation, RelationDef},
};
use std::sync::Arc;

/// A foreign key of `M`, or of a model that `M` reaches over foreign keys.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a foreign key of `{M}`",
    label = "expected a column of type `ForeignKey<..>`, or a path from `{M}` that ends in one",
    note = "a `Many` field is loaded by `prefetch_related`"
)]
pub trait Related<M> {
    /// The related models to be loaded, those on the way before those that they lead to.
    fn steps(self) -> Vec<RelatedStep<M>>;
}

impl<M: 'static, K: Forward> Related<M> for Column<M, K> {
    fn steps(self) -> Vec<RelatedStep<M>> {
        self.into_path().all_steps()
    }
}

impl<M: 'static, K: Forward, N: crate::value::Nullity> Related<M> for Path<M, K, N> {
    fn steps(self) -> Vec<RelatedStep<M>> {
        self.all_steps()
    }
}

/// One related model that is loaded along: the way to it, and how it is read and attached.
pub struct RelatedStep<M> {
    /// The relations that lead to it.
    pub path: Vec<&'static RelationDef>,
    /// Reads it, and puts it where it belongs.
    pub attach: Attach<M>,
}

impl<M: 'static> RelatedStep<M> {
    /// What the relation `K` at the end of `path` leads to; `reach` finds that relation.
    pub fn new<K: Relation>(
        path: Vec<&'static RelationDef>,
        reach: impl for<'m> Fn(&'m mut M) -> Option<&'m mut K> + Send + Sync + 'static,
    ) -> Self {
        let optional = path.iter().any(|step| step.optional);
        let attach = move |model: &mut M, reader: &mut Reader<'_>, recent: &mut Recent| {
            let def = K::Target::def();
            let Some(reference) = reach(model).and_then(Relation::reference_mut) else {
                reader.skip(def.fields.len());
                return Ok(());
            };
            if recent.load(reference) || optional && reader.is_null(def.primary_key)? {
                reader.skip(def.fields.len());
                return Ok(());
            }
            reference.attach(K::Target::from_row(reader)?);
            recent.remember(reference);
            Ok(())
        };
        RelatedStep { path, attach: Arc::new(attach) }
    }

    /// The same step, taken from a model that `path` leads to this one from, and where `reach` finds this one.
    pub(super) fn after<Root: 'static>(
        self,
        path: &[&'static RelationDef],
        reach: impl for<'m> Fn(&'m mut Root) -> Option<&'m mut M> + Send + Sync + 'static,
    ) -> RelatedStep<Root> {
        let whole: Vec<_> = path.iter().copied().chain(self.path).collect();
        let columns = whole.last().map_or(0, |step| (step.target)().fields.len());
        let attach = self.attach;
        let attach = move |root: &mut Root, reader: &mut Reader<'_>, recent: &mut Recent| -> Result<()> {
            match reach(root) {
                Some(model) => attach(model, reader, recent),
                // What leads there is NULL, and so is everything behind it.
                None => {
                    reader.skip(columns);
                    Ok(())
                }
            }
        };
        RelatedStep { path: whole, attach: Arc::new(attach) }
    }
}

impl<M> Clone for RelatedStep<M> {
    fn clone(&self) -> Self {
        RelatedStep { path: self.path.clone(), attach: self.attach.clone() }
    }
}
