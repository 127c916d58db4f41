//! `select_related`: what a foreign key refers to, in the same statement.

use super::QuerySet;
use crate::{
    expr::Related,
    model::{Attach, Model, Reader, RelationDef},
};
use std::sync::Arc;

impl<M: Model, Out> QuerySet<M, Out> {
    /// Loads what `relation` refers to along with each row, by a join: `Album::artist`, or `Track::album.to(Album::artist)`,
    /// which loads both.
    pub fn select_related<R: Related<M>>(self, relation: R) -> Self {
        let attach = relation.attach();
        self.with_related(RelatedStep::new(relation.path(), move |model, target| attach(model, target)))
    }

    fn with_related(self, step: RelatedStep<M>) -> Self {
        if self.select.related.contains(&step.path) {
            return self;
        }
        let RelatedStep { path, attach } = step;
        self.with_extras(|extras| extras.related.0.push(attach)).change(|select| select.related.push(path))
    }
}

/// One related model that is loaded along: the way to it, and how it is read and attached.
pub struct RelatedStep<M> {
    path: Vec<&'static RelationDef>,
    attach: Attach<M>,
}

impl<M: Model> RelatedStep<M> {
    /// The model `U` at the end of `path`; `attach` puts it into its place.
    pub fn new<U: Model>(
        path: Vec<&'static RelationDef>,
        attach: impl Fn(&mut M, U) + Send + Sync + 'static,
    ) -> Self {
        let optional = path.iter().any(|step| step.optional);
        let read = move |model: &mut M, reader: &mut Reader<'_>| {
            if optional && reader.is_null(U::def().primary_key)? {
                reader.skip(U::def().fields.len());
                return Ok(());
            }
            attach(model, U::from_row(reader)?);
            Ok(())
        };
        RelatedStep { path, attach: Arc::new(read) }
    }
}
