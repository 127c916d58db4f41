//! Rows that are no models: `values`, `values_flat`, `annotate`.

use super::QuerySet;
use crate::{
    expr::{Annotation, Selection, Single},
    model::Model,
};

impl<M: Model> QuerySet<M> {
    /// Rows of tuples: `values((Album::title, Album::price))` gives `(String, Decimal)`, and one column alone a tuple of one.
    pub fn values<S: Selection<M>>(self, selection: S) -> QuerySet<M, S::Out> {
        self.only(selection.into_trees()).decoding_to()
    }

    /// Rows of one value each.
    pub fn values_flat<S: Single<M>>(self, selection: S) -> QuerySet<M, S::Out> {
        self.only(vec![selection.into_single()]).decoding_to()
    }

    fn only(mut self, columns: Vec<crate::tree::Expr>) -> Self {
        self.extras = None;
        self.change(|select| {
            select.whole_model = false;
            select.related.clear();
            select.columns = columns;
        })
    }
}

impl<M: Model, Out> QuerySet<M, Out> {
    /// Adds an expression, or a tuple of them, to each row: a model becomes `(model, value)`, a tuple grows. An aggregate
    /// is taken over the rows that are the same in everything else that is selected, as in Django.
    pub fn annotate<A: Annotation<M, Out>>(self, annotation: A) -> QuerySet<M, A::Out> {
        self.change(|select| select.columns.extend(annotation.into_trees())).decoding_to()
    }
}
