//! Making rows.

use super::{
    QuerySet,
    fetch::{self, Found},
};
use crate::{
    backend::{Access, Perform, Session, Unit},
    compile,
    db::{Executor, operation, performed},
    error::{Error, ErrorKind, Outcome, Result},
    expr::Q,
    model::{Model, NewRow},
    op::Op,
    tree::Insert,
};

impl<M: Model> QuerySet<M> {
    /// Inserts one row, and gives it back as it is stored. One statement; two on MySQL and MariaDB. Where the second
    /// fails outside of a transaction, the error's outcome is [`Outcome::Done`]: the row is there.
    ///
    /// # Errors
    /// The database's, such as a unique violation; [`ErrorKind::InvalidValue`] before anything is sent where a value
    /// cannot be kept exactly.
    #[track_caller]
    pub fn create<E: Executor + ?Sized>(&self, executor: &E, new: impl Into<NewRow<M>>) -> Op<M> {
        performed(executor, Access::Write, Create(new.into()))
    }

    /// The row that satisfies `condition`, and whether it had to be made from `new`. Safe against another that makes the
    /// same row at the same time if a unique constraint covers it: the loser gets the winner's row.
    ///
    /// # Errors
    /// As [`get`](QuerySet::get) and [`create`](QuerySet::create); [`ErrorKind::Usage`] on a query with a limit or an
    /// offset.
    #[track_caller]
    pub fn get_or_create<E: Executor + ?Sized>(
        &self,
        executor: &E,
        condition: Q<M>,
        new: impl Into<NewRow<M>>,
    ) -> Op<(M, bool)> {
        if self.tree().limit.is_some() || self.tree().offset.is_some() {
            let message = "`get_or_create` on a query with a limit or an offset, which could hide the row; leave it out";
            return Op::failed(Error::new(ErrorKind::Usage, message));
        }
        let (query, new) = (self.clone().filter(condition).limit(2), new.into());
        operation(executor, Access::Write, move |session| {
            Box::pin(async move {
                if let Some(found) = only(session, &query).await? {
                    return Ok((found, false));
                }
                match insert_in_savepoint(session, new).await {
                    Ok(made) => Ok((made, true)),
                    Err(error) if error.is_unique_violation() => {
                        only(session, &query).await?.map(|found| (found, false)).ok_or(error)
                    }
                    Err(error) => Err(error),
                }
            })
        })
    }
}

/// Inserts one row.
struct Create<M>(NewRow<M>);

impl<M: Model> Perform<M> for Create<M> {
    async fn perform(self, session: &mut Session) -> Result<M> {
        insert_one(session, self.0).await
    }
}

/// Inserts one row. Inside a transaction a refusal must not take the transaction with it.
async fn insert_in_savepoint<M: Model>(session: &mut Session, new: NewRow<M>) -> Result<M> {
    if session.condition().depth == 0 {
        return insert_one(session, new).await;
    }
    let unit = Unit::begin(session).await?;
    let made = insert_one(session, new).await;
    unit.end(session, made).await
}

/// The only row, if any.
async fn only<M: Model>(session: &mut Session, query: &QuerySet<M>) -> Result<Option<M>> {
    match fetch::only(session, &query.asked, query.extras.clone()).await? {
        Found::One(row) => Ok(Some(row)),
        Found::None => Ok(None),
        Found::Several => {
            let message =
                format!("`get_or_create` found more than one {}; make the condition unique", M::def().name);
            Err(Error::new(ErrorKind::MultipleObjectsReturned, message))
        }
    }
}

pub(super) async fn insert_one<M: Model>(session: &mut Session, new: NewRow<M>) -> Result<M> {
    let insert = inserting(new);
    let missing = || Error::new(ErrorKind::Internal, "an insert gave no row back");
    insert_rows(session, &insert).await?.pop().ok_or_else(missing)
}

/// The statement for one row.
pub(super) fn inserting<M: Model>(new: NewRow<M>) -> Insert {
    let mut fields = Vec::with_capacity(M::def().fields.len());
    fields.extend(new.given());
    Insert { model: M::def(), fields, rows: vec![new.into_values()], returning: true }
}

pub(super) async fn insert_rows<M: Model>(session: &mut Session, insert: &Insert) -> Result<Vec<M>> {
    let dialect = session.dialect();
    let statement = compile::insert(insert, dialect)?;
    if dialect.returns_rows() {
        return fetch::statement_rows(session, statement).await;
    }
    let asked = compile::inserted(insert, dialect)?;
    session.execute(statement).await?;
    let stored = fetch::statement_rows(session, asked).await;
    // Outside of a transaction the rows are there for good: whoever tried again would make them twice.
    let committed = session.condition().depth == 0;
    stored.map_err(|error| if committed { error.with_outcome(Outcome::Done) } else { error })
}
