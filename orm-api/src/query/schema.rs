//! Tables of a set of models.

use crate::{
    backend::{Access, Session, Statement, Unit},
    compile,
    db::{Executor, operation},
    error::Result,
    model::ModelDef,
    op::Op,
};

/// Creates the tables of `models`, and their indexes, in an order that foreign keys allow. All or none.
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

/// Drops the tables of `models` that exist, referring ones first. All or none.
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

/// All or none.
async fn together(session: &mut Session, statements: Vec<Statement>) -> Result<()> {
    let unit = Unit::begin(session).await?;
    let mut result = Ok(());
    for statement in statements {
        result = session.execute(statement).await.map(drop);
        if result.is_err() {
            break;
        }
    }
    unit.end(session, result).await
}
