//! What a server answers to a statement, read to its end: until then the connection could not be used, and the error of a
//! statement that fails late would be lost.

use crate::connection::deliver;
use futures::{Stream, TryStreamExt};
use orm_api::{
    Error, Result,
    backend::{Done, RowSink},
    value::Row,
};
use sqlx::Either;

/// One step of sqlx's: how a statement ended, or a row.
type Step<E, R> = sqlx::Result<Either<E, R>>;

/// Shows all rows to `sink`, until it wants no more; each as `shown` makes of sqlx's.
pub(crate) async fn rows<E, R, S: Row>(
    mut sent: impl Stream<Item = Step<E, R>> + Unpin,
    sink: &mut dyn RowSink,
    shown: impl Fn(R) -> S,
    classified: impl Fn(sqlx::Error) -> Error,
) -> Result<()> {
    let mut outcome = Ok(true);
    while let Some(step) = sent.try_next().await.map_err(&classified)? {
        match step {
            Either::Right(row) if matches!(outcome, Ok(true)) => outcome = deliver(sink, shown(row)).await,
            _ => {}
        }
    }
    outcome.map(drop)
}

/// How many rows were changed, as `affected` reads it.
pub(crate) async fn done<E, R>(
    mut sent: impl Stream<Item = Step<E, R>> + Unpin,
    affected: impl Fn(&E) -> u64,
    classified: impl Fn(sqlx::Error) -> Error,
) -> Result<Done> {
    let mut done = Done::default();
    while let Some(step) = sent.try_next().await.map_err(&classified)? {
        if let Either::Left(ended) = step {
            done.rows = affected(&ended);
        }
    }
    Ok(done)
}
