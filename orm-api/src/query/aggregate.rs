//! Aggregates over the whole result.

use super::{QuerySet, fetch};
use crate::{
    backend::Access,
    db::{Executor, operation},
    error::{Error, ErrorKind},
    expr::Aggregation,
    model::{FromRow, Model},
    op::Op,
    tree::Select,
};

impl<M: Model, Out: FromRow> QuerySet<M, Out> {
    /// The aggregate, or a tuple of them, over all rows. Over no rows a sum, a mean, a least and a greatest value are
    /// `None`, and a count is 0.
    ///
    /// # Errors
    /// The database's; [`ErrorKind::Usage`] on a query with a limit or an offset.
    #[track_caller]
    pub fn aggregate<E: Executor + ?Sized, A: Aggregation<M>>(
        &self,
        executor: &E,
        aggregates: A,
    ) -> Op<A::Out> {
        if self.select.limit.is_some() || self.select.offset.is_some() {
            let message =
                "`aggregate` on a query with a limit or an offset; aggregate over the unlimited query";
            return Op::failed(Error::new(ErrorKind::Usage, message));
        }
        let mut select = Select::clone(&self.select);
        select.whole_model = false;
        select.related.clear();
        select.order.clear();
        select.columns = aggregates.into_trees();
        operation(executor, Access::Read, move |session| {
            Box::pin(async move {
                let rows = fetch::all::<M, A::Out>(session, &select, None).await?;
                let none = || Error::new(ErrorKind::Internal, "an aggregate over all rows gave no row");
                rows.into_iter().next().ok_or_else(none)
            })
        })
    }
}
