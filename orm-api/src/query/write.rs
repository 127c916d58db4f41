//! Changing and deleting the rows of a query.

use super::QuerySet;
use crate::{
    backend::{Access, Perform, Session},
    compile,
    db::{Executor, performed},
    error::{Error, ErrorKind, Result},
    expr::IntoAssign,
    model::Model,
    op::Op,
    tree::{Delete, Update},
};

impl Perform<u64> for Update {
    async fn perform(self, session: &mut Session) -> Result<u64> {
        let statement = compile::update(&self, session.dialect())?;
        Ok(session.execute(statement).await?.rows)
    }
}

impl Perform<u64> for Delete {
    async fn perform(self, session: &mut Session) -> Result<u64> {
        let statement = compile::delete(&self, session.dialect())?;
        Ok(session.execute(statement).await?.rows)
    }
}

impl<M: Model> QuerySet<M> {
    /// Changes all rows of the query in one statement, and gives back how many it met. A tuple sets several columns:
    /// `update(&db, Album::price.set(Album::price * dec!(0.9)))`.
    ///
    /// # Errors
    /// The database's; [`ErrorKind::Usage`] on a query with a limit or an offset, and where a column is set twice.
    #[track_caller]
    pub fn update<E: Executor + ?Sized>(&self, executor: &E, assign: impl IntoAssign<M>) -> Op<u64> {
        let update = match self.only_filters("update") {
            Ok(filters) => Update { model: M::def(), filters, set: assign.into_assign().into_trees() },
            Err(error) => return Op::failed(error),
        };
        performed(executor, Access::Write, update)
    }

    /// Deletes all rows of the query in one statement, and gives back how many; the database does the rest by each
    /// foreign key's `on_delete`.
    ///
    /// # Errors
    /// The database's, such as a foreign key that refuses; [`ErrorKind::Usage`] on a query with a limit or an offset.
    #[track_caller]
    pub fn delete<E: Executor + ?Sized>(&self, executor: &E) -> Op<u64> {
        let delete = match self.only_filters("delete") {
            Ok(filters) => Delete { model: M::def(), filters },
            Err(error) => return Op::failed(error),
        };
        performed(executor, Access::Write, delete)
    }

    fn only_filters(&self, what: &str) -> Result<Vec<crate::tree::Expr>> {
        if self.tree().limit.is_none() && self.tree().offset.is_none() {
            return Ok(self.tree().filters.clone());
        }
        let message = format!("`{what}` on a query with a limit or an offset; filter by primary key instead");
        Err(Error::new(ErrorKind::Usage, message))
    }
}
