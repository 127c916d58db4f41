//! Rows that are no models: `values`, `values_flat`, `annotate`.

use super::QuerySet;
use crate::{
    expr::{Annotation, Selection, Single},
    model::Model,
    tree::{Comparison, Expr},
    value::Value,
};

impl<M: Model> QuerySet<M> {
    /// Rows of tuples: `values((Album::title, Album::price))` gives `(String, Decimal)`, and one column alone a tuple of one.
    /// Aggregates alone give one row, and none where the query has none; [`aggregate`](QuerySet::aggregate) always
    /// gives a result.
    pub fn values<S: Selection<M>>(self, selection: S) -> QuerySet<M, S::Out> {
        self.only(selection.into_trees()).decoding_to()
    }

    /// Rows of one value each; of one aggregate as [`values`](QuerySet::values).
    pub fn values_flat<S: Single<M>>(self, selection: S) -> QuerySet<M, S::Out> {
        self.only(vec![selection.into_single()]).decoding_to()
    }

    fn only(mut self, columns: Vec<Expr>) -> Self {
        self.extras = None;
        self.change(|select| {
            if columns.iter().all(Expr::has_aggregate) {
                // SQL aggregates over no rows, too: to NULL, which the columns' types exclude.
                let (count, none) = (Box::new(Expr::count_all()), Box::new(Expr::Value(Value::I64(0))));
                select.filters.push(Expr::Compare(Comparison::Greater, count, none));
            }
            select.whole_model = false;
            select.related.clear();
            select.columns = columns;
        })
    }
}

impl<M: Model, Out> QuerySet<M, Out> {
    /// Adds an expression, or a tuple of them, to each row: a model becomes `(model, value)`, a tuple grows. An aggregate
    /// is taken over the rows that are the same in everything else that is selected, as in Django.
    ///
    /// Aggregates over two different `Many` fields multiply, as in Django: their rows are joined, each with each.
    /// [`Count::distinct`](crate::expr::Count::distinct) still counts right; ask for sums in a query each.
    pub fn annotate<A: Annotation<M, Out>>(self, annotation: A) -> QuerySet<M, A::Out> {
        self.change(|select| select.columns.extend(annotation.into_trees())).decoding_to()
    }
}
