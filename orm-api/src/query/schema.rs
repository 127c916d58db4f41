//! Tables of a set of models.

use crate::{
    backend::{Access, Session, Statement, Unit},
    compile::{self, Dialect},
    db::{Executor, operation},
    error::{Error, ErrorKind, Result},
    model::ModelDef,
    op::Op,
};

/// Creates the tables of `models`, and their indexes, in an order that foreign keys allow. All or none, where the
/// database can undo definitions (capability `definitions_in_transactions`).
///
/// # Errors
/// The database's, such as a table that exists; [`Unsupported`](crate::ErrorKind::Unsupported) for a field that the
/// database cannot keep.
#[track_caller]
pub fn create_tables<E: Executor + ?Sized>(executor: &E, models: &[&'static ModelDef]) -> Op<()> {
    let models = models.to_vec();
    operation(executor, Access::Write, move |session| {
        Box::pin(async move {
            let statements = compile::create_tables(&models, session.dialect())?;
            together(session, statements).await
        })
    })
}

/// Drops the tables of `models` that exist, referring ones first. All or none, as [`create_tables`].
///
/// # Errors
/// The database's.
#[track_caller]
pub fn drop_tables<E: Executor + ?Sized>(executor: &E, models: &[&'static ModelDef]) -> Op<()> {
    let models = models.to_vec();
    operation(executor, Access::Write, move |session| {
        Box::pin(async move {
            let statements = compile::drop_tables(&models, session.dialect())?;
            together(session, statements).await
        })
    })
}

/// All or none, where definitions are part of a transaction. MySQL and MariaDB commit with each of them.
async fn together(session: &mut Session, statements: Vec<Statement>) -> Result<()> {
    if session.dialect().defines_in_transactions() {
        let unit = Unit::begin(session).await?;
        let result = one_by_one(session, statements).await;
        return unit.end(session, result).await;
    }
    if session.condition().depth > 0 {
        return Err(commits_transaction(session.dialect(), "the definition of a table"));
    }
    one_by_one(session, statements).await
}

async fn one_by_one(session: &mut Session, statements: Vec<Statement>) -> Result<()> {
    for statement in statements {
        session.execute(statement).await?;
    }
    Ok(())
}

/// Says of a definition, or its like, that it would commit what came before it (D-79).
#[cold]
pub(super) fn commits_transaction(dialect: &dyn Dialect, what: &str) -> Error {
    let message = format!(
        "on {} {what} commits the transaction that it stands in (capability \
         `definitions_in_transactions`); send it before or after the transaction",
        dialect.name()
    );
    Error::new(ErrorKind::Usage, message)
}
