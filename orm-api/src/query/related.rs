//! `select_related`: what a foreign key refers to, in the same statement.

use super::QuerySet;
use crate::{
    expr::{Related, RelatedStep},
    model::Model,
};

impl<M: Model, Out> QuerySet<M, Out> {
    /// Loads what `relation` refers to along with each row, by a join: `Album::artist`, or
    /// `Track::album.to(Album::artist)`, which loads both. A relation that is loaded already is not loaded twice.
    pub fn select_related<R: Related<M>>(self, relation: R) -> Self {
        relation.steps().into_iter().fold(self, Self::with_related)
    }

    fn with_related(self, step: RelatedStep<M>) -> Self {
        if self.tree().related.contains(&step.path) {
            return self;
        }
        let RelatedStep { path, attach } = step;
        self.with_extras(|extras| extras.related.0.push(attach)).change(|select| select.related.push(path))
    }
}
