//! Terminal methods that read.

use super::{
    QuerySet,
    asked::Asked,
    counted::{counting, existing, is_grouped},
    fetch::{self, Found},
};
use crate::{
    backend::{Access, Perform, Session, Statement},
    compile,
    db::{Executor, operation, performed},
    error::{Error, ErrorKind, Result},
    model::{FromRow, Model},
    op::Op,
    tree::{Direction, Expr, Order},
};

impl<M: Model, Out: FromRow> QuerySet<M, Out> {
    /// All rows. One statement, and one more for each prefetch.
    ///
    /// # Errors
    /// The database's; [`ErrorKind::Decode`] where a row holds what `Out` cannot be.
    #[track_caller]
    pub fn all<E: Executor + ?Sized>(&self, executor: &E) -> Op<Vec<Out>> {
        performed(executor, self.access(), All(self.clone()))
    }

    /// The only row.
    ///
    /// # Errors
    /// [`ErrorKind::DoesNotExist`] of none, [`ErrorKind::MultipleObjectsReturned`] of several; as [`all`](QuerySet::all).
    #[track_caller]
    pub fn get<E: Executor + ?Sized>(&self, executor: &E) -> Op<Out> {
        // Two rows are enough to know that there are several.
        let limited = self.by_key || self.tree().limit.is_some();
        let query = if limited { self.clone() } else { self.clone().limit(2) };
        performed(executor, self.access(), Get(query))
    }

    /// The first row, by primary key where no order is given and the rows are no groups of `values`; `None` of none.
    ///
    /// # Errors
    /// As [`all`](QuerySet::all).
    #[track_caller]
    pub fn first<E: Executor + ?Sized>(&self, executor: &E) -> Op<Option<Out>> {
        let QuerySet { asked, extras, .. } = self.clone().change(|select| {
            select.limit = Some(select.limit.unwrap_or(1).min(1));
            if select.order.is_empty() && (select.whole_model || !is_grouped(select)) {
                let by = Expr::column(select.model().primary_key());
                select.order.push(Order { by, direction: Direction::Ascending });
            }
        });
        operation(executor, self.access(), move |session| {
            Box::pin(async move { Ok(fetch::all(session, &asked, extras).await?.into_iter().next()) })
        })
    }

    /// How many rows [`all`](QuerySet::all) would give. The database counts; no row is loaded.
    ///
    /// # Errors
    /// The database's.
    #[track_caller]
    pub fn count<E: Executor + ?Sized>(&self, executor: &E) -> Op<u64> {
        let asked = Asked::of(M::def(), counting(self.tree()));
        operation(executor, Access::Read, move |session| {
            Box::pin(async move {
                let counts = fetch::all::<M, (i64,)>(session, &asked, None).await?;
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
        let asked = Asked::of(M::def(), existing(self.tree()));
        operation(executor, Access::Read, move |session| {
            Box::pin(async move { Ok(!fetch::all::<M, (i64,)>(session, &asked, None).await?.is_empty()) })
        })
    }

    /// The statement that [`all`](QuerySet::all) would send on `executor`'s database: its text and parameters. Sends
    /// nothing.
    ///
    /// # Errors
    /// Where the query cannot be expressed there.
    pub fn to_sql<E: Executor + ?Sized>(&self, executor: &E) -> Result<Statement> {
        compile::select(self.tree(), executor.target().dialect()?)
    }

    /// A lock needs the turn to write where there is only one writer.
    pub(super) fn access(&self) -> Access {
        if self.asked.locks() { Access::Write } else { Access::Read }
    }
}

/// Reads all rows of a query.
struct All<M: Model, Out>(QuerySet<M, Out>);

impl<M: Model, Out: FromRow> Perform<Vec<Out>> for All<M, Out> {
    async fn perform(self, session: &mut Session) -> Result<Vec<Out>> {
        fetch::all(session, &self.0.asked, self.0.extras).await
    }
}

/// Reads the only row of a query.
struct Get<M: Model, Out>(QuerySet<M, Out>);

impl<M: Model, Out: FromRow> Perform<Out> for Get<M, Out> {
    async fn perform(self, session: &mut Session) -> Result<Out> {
        match fetch::only(session, &self.0.asked, self.0.extras).await? {
            Found::One(row) => Ok(row),
            Found::None => Err(missing::<M>()),
            Found::Several => Err(several::<M>()),
        }
    }
}

fn missing<M: Model>() -> Error {
    let message = format!("no {} matches the query", M::def().name);
    Error::new(ErrorKind::DoesNotExist, message)
}

fn several<M: Model>() -> Error {
    let message = format!("`get` found more than one {}; filter further, or use `first`", M::def().name);
    Error::new(ErrorKind::MultipleObjectsReturned, message)
}
