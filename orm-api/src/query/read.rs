//! Terminal methods that read.

use super::{QuerySet, fetch};
use crate::{
    backend::{Access, Statement},
    compile,
    db::{Executor, operation},
    error::{Error, ErrorKind, Result},
    model::{FromRow, Model},
    op::Op,
    tree::{Direction, Expr, Order, Select, Source},
};
use std::sync::Arc;

impl<M: Model, Out: FromRow> QuerySet<M, Out> {
    /// All rows. One statement, and one more for each prefetch.
    ///
    /// # Errors
    /// The database's; [`ErrorKind::Decode`] where a row holds what `Out` cannot be.
    #[track_caller]
    pub fn all<E: Executor + ?Sized>(&self, executor: &E) -> Op<Vec<Out>> {
        let QuerySet { select, extras, .. } = self.clone();
        operation(executor, self.access(), move |session| {
            Box::pin(async move { fetch::all(session, &select, extras).await })
        })
    }

    /// The only row.
    ///
    /// # Errors
    /// [`ErrorKind::DoesNotExist`] of none, [`ErrorKind::MultipleObjectsReturned`] of several; as [`all`](QuerySet::all).
    #[track_caller]
    pub fn get<E: Executor + ?Sized>(&self, executor: &E) -> Op<Out> {
        // Two rows are enough to know that there are several.
        let limited = self.by_key || self.select.limit.is_some();
        let QuerySet { select, extras, .. } = if limited { self.clone() } else { self.clone().limit(2) };
        operation(executor, self.access(), move |session| {
            Box::pin(async move {
                let mut rows = fetch::all(session, &select, extras).await?;
                match (rows.pop(), rows.len()) {
                    (Some(row), 0) => Ok(row),
                    (None, _) => Err(missing::<M>()),
                    (Some(_), _) => Err(several::<M>()),
                }
            })
        })
    }

    /// The first row, by primary key where no order is given; `None` of none.
    ///
    /// # Errors
    /// As [`all`](QuerySet::all).
    #[track_caller]
    pub fn first<E: Executor + ?Sized>(&self, executor: &E) -> Op<Option<Out>> {
        let QuerySet { select, extras, .. } = self.clone().change(|select| {
            select.limit = Some(select.limit.unwrap_or(1).min(1));
            if select.order.is_empty() && select.whole_model {
                let by = Expr::column(select.model().primary_key());
                select.order.push(Order { by, direction: Direction::Ascending });
            }
        });
        operation(executor, self.access(), move |session| {
            Box::pin(async move { Ok(fetch::all(session, &select, extras).await?.into_iter().next()) })
        })
    }

    /// How many rows there are. The database counts; no row is loaded.
    ///
    /// # Errors
    /// The database's.
    #[track_caller]
    pub fn count<E: Executor + ?Sized>(&self, executor: &E) -> Op<u64> {
        let select = counting(&self.select);
        operation(executor, Access::Read, move |session| {
            Box::pin(async move {
                let counts = fetch::all::<M, (i64,)>(session, &select, None).await?;
                Ok(counts.first().map_or(0, |(count,)| count.unsigned_abs()))
            })
        })
    }

    /// Whether there is any row.
    ///
    /// # Errors
    /// The database's.
    #[track_caller]
    pub fn exists<E: Executor + ?Sized>(&self, executor: &E) -> Op<bool> {
        let mut select = Select::clone(&self.select);
        strip(&mut select);
        select.limit = Some(select.limit.unwrap_or(1).min(1));
        operation(executor, Access::Read, move |session| {
            Box::pin(async move { Ok(!fetch::all::<M, (i64,)>(session, &select, None).await?.is_empty()) })
        })
    }

    /// The statement that [`all`](QuerySet::all) would send on `executor`'s database: its text and parameters. Sends
    /// nothing.
    ///
    /// # Errors
    /// Where the query cannot be expressed there.
    pub fn to_sql<E: Executor + ?Sized>(&self, executor: &E) -> Result<Statement> {
        compile::select(&self.select, executor.target().dialect()?)
    }

    /// A lock needs the turn to write where there is only one writer.
    pub(super) fn access(&self) -> Access {
        if self.select.locking.is_some() { Access::Write } else { Access::Read }
    }
}

/// A query that counts the rows of `select`: over the same joins where that is the same, else over its rows.
fn counting(select: &Arc<Select>) -> Select {
    let grouped =
        select.columns.iter().any(Expr::has_aggregate) || select.filters.iter().any(Expr::has_aggregate);
    let mut inner = Select::clone(select);
    if select.limit.is_some() || select.offset.is_some() || grouped {
        if !grouped {
            strip(&mut inner);
        }
        inner.order.clear();
        return Select {
            columns: vec![Expr::count_all()],
            ..Select::over(Source::Subquery(Box::new(inner)))
        };
    }
    strip(&mut inner);
    Select { columns: vec![Expr::count_all()], ..inner }
}

/// Leaves only what decides which rows there are.
fn strip(select: &mut Select) {
    if select.columns.iter().any(Expr::has_aggregate) {
        return;
    }
    select.whole_model = false;
    select.related.clear();
    select.columns.clear();
    select.order.clear();
    select.locking = None;
}

fn missing<M: Model>() -> Error {
    let message = format!("no {} matches the query", M::def().name);
    Error::new(ErrorKind::DoesNotExist, message)
}

fn several<M: Model>() -> Error {
    let message = format!("`get` found more than one {}; filter further, or use `first`", M::def().name);
    Error::new(ErrorKind::MultipleObjectsReturned, message)
}
