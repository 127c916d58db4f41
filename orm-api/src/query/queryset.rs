//! `QuerySet`: a query as a value.

use super::{Prefetch, asked::Asked};
use crate::{
    expr::{IntoOrders, Q},
    model::{Model, RelatedPlan},
    tree::{Expr, Select},
};
use std::{fmt, marker::PhantomData, sync::Arc};

/// A query: lazy, immutable, cheap to clone, tied to no connection. Its methods give another query; nothing is sent
/// before a terminal method's operation is awaited or waited for. `M` is the model that it starts from, `Out` what a row
/// is decoded to. Follows Django's `QuerySet`.
#[must_use = "a query does nothing until one of its terminal methods is awaited or waited for"]
pub struct QuerySet<M: Model, Out = M> {
    pub(super) asked: Asked,
    pub(super) extras: Option<Arc<Extras<M>>>,
    /// Whether a filter by primary key leaves one row at most: `get` then needs no limit.
    pub(super) by_key: bool,
    out: PhantomData<fn() -> Out>,
}

/// What is loaded besides the rows.
pub(super) struct Extras<M> {
    /// By the same statement (`select_related`).
    pub(super) related: RelatedPlan<M>,
    /// By further ones (`prefetch_related`).
    pub(super) prefetches: Vec<Arc<dyn Prefetch<M>>>,
}

impl<M: Model> QuerySet<M> {
    /// All rows of `M`'s table.
    pub fn new() -> Self {
        QuerySet { asked: Asked::everything(M::def()), extras: None, by_key: false, out: PhantomData }
    }

    /// The row with that primary key.
    pub fn by_pk(self, pk: impl Into<M::Pk>) -> Self {
        use crate::value::FieldType;
        QuerySet { by_key: true, asked: self.asked.by_key(pk.into().encode()), ..self }
    }
}

impl<M: Model> Default for QuerySet<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M: Model, Out> QuerySet<M, Out> {
    /// Only rows for which `condition` is true. A filter after others narrows further.
    ///
    /// A path over a `Many` field is a join: a row comes once for each of the many that satisfies `condition`, and what
    /// several filters ask over the same field, they ask of the same one of the many (Django asks of any in each).
    pub fn filter(self, condition: Q<M>) -> Self {
        self.change(|select| select.filters.push(condition.into_tree()))
    }

    /// Only rows for which `condition` is false. SQL has three values: rows for which it is neither, because a NULL is
    /// compared, appear neither here nor in [`filter`](QuerySet::filter) (Django's `exclude` differs for nullable columns).
    /// Over a `Many` field, it leaves out the pairs for which `condition` is true: an artist with another album stays
    /// (Django's leaves the artist out).
    pub fn exclude(self, condition: Q<M>) -> Self {
        self.change(|select| select.filters.push(Expr::Not(Box::new(condition.into_tree()))))
    }

    /// In that order, instead of any given before. A bare column orders ascending; a tuple by its first, then its second.
    pub fn order_by(self, order: impl IntoOrders<M>) -> Self {
        self.change(|select| select.order = order.into_orders())
    }

    /// At most `rows` rows.
    pub fn limit(self, rows: u64) -> Self {
        self.change(|select| select.limit = Some(rows))
    }

    /// Without the first `rows` rows.
    pub fn offset(self, rows: u64) -> Self {
        self.change(|select| select.offset = Some(rows))
    }

    /// The query as a tree.
    pub fn tree(&self) -> &Select {
        self.asked.tree()
    }

    pub(super) fn change(self, change: impl FnOnce(&mut Select)) -> Self {
        QuerySet { asked: self.asked.change(change), ..self }
    }

    /// The same rows, decoded to something else.
    pub(super) fn decoding_to<Other>(self) -> QuerySet<M, Other> {
        let QuerySet { asked, extras, by_key, .. } = self;
        QuerySet { asked, extras, by_key, out: PhantomData }
    }

    /// With something more to be loaded.
    pub(super) fn with_extras(mut self, change: impl FnOnce(&mut Extras<M>)) -> Self {
        let mut extras = match self.extras.as_deref() {
            Some(Extras { related, prefetches }) => {
                Extras { related: RelatedPlan(related.0.clone()), prefetches: prefetches.clone() }
            }
            None => Extras { related: RelatedPlan(Vec::new()), prefetches: Vec::new() },
        };
        change(&mut extras);
        self.extras = Some(Arc::new(extras));
        self
    }
}

impl<M: Model, Out> Clone for QuerySet<M, Out> {
    fn clone(&self) -> Self {
        let (asked, extras) = (self.asked.clone(), self.extras.clone());
        QuerySet { asked, extras, by_key: self.by_key, out: PhantomData }
    }
}

impl<M: Model, Out> fmt::Debug for QuerySet<M, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QuerySet").field("select", self.tree()).finish_non_exhaustive()
    }
}
