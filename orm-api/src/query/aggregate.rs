//! Aggregates over the whole result.

use super::{QuerySet, asked::Asked, counted::is_grouped, fetch};
use crate::{
    backend::Access,
    db::{Executor, operation},
    error::{Error, ErrorKind},
    expr::Aggregation,
    model::{FromRow, Model},
    op::Op,
    tree::Expr,
};

impl<M: Model, Out: FromRow> QuerySet<M, Out> {
    /// The aggregate, or a tuple of them, over all rows; the query's order is left out. Over no rows a sum, a mean, a least and a greatest value are
    /// `None`, and a count is 0.
    ///
    /// # Errors
    /// The database's; [`ErrorKind::Usage`] on a query with a limit or an offset, and on one whose rows are groups, or
    /// many made of one by what it selects: an aggregate would be taken over other rows than the query has.
    #[track_caller]
    pub fn aggregate<E: Executor + ?Sized, A: Aggregation<M>>(
        &self,
        executor: &E,
        aggregates: A,
    ) -> Op<A::Out> {
        if self.tree().limit.is_some() || self.tree().offset.is_some() {
            let message =
                "`aggregate` on a query with a limit or an offset; aggregate over the unlimited query";
            return Op::failed(Error::new(ErrorKind::Usage, message));
        }
        if is_grouped(self.tree()) || self.tree().columns.iter().any(Expr::has_many) {
            let message = "`aggregate` on a query that has groups, by an aggregate in a filter, an order or what is \
                           selected, or selects over a `Many` field; aggregate over the query without it";
            return Op::failed(Error::new(ErrorKind::Usage, message));
        }
        let mut select = self.tree().clone();
        select.whole_model = false;
        select.related.clear();
        select.order.clear();
        select.columns = aggregates.into_trees();
        let asked = Asked::of(M::def(), select);
        operation(executor, Access::Read, move |session| {
            Box::pin(async move {
                let rows = fetch::all::<M, A::Out>(session, &asked, None).await?;
                let none = || Error::new(ErrorKind::Internal, "an aggregate over all rows gave no row");
                rows.into_iter().next().ok_or_else(none)
            })
        })
    }
}
