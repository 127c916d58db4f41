//! Streams, of more rows than a chunk holds.

use super::{Operation, operation};
use crate::{
    models::Employee,
    sweep::{Stage, ground::EMPLOYEES},
};
use segue::{Result, RowStream, prelude::*};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation!(stream_to_the_first_row),
        operation!(stream_half_way),
        operation!(stream_to_the_end),
        operation!(stream_in_a_transaction),
        operation!(stream_goes_on_after_a_dropped_wait),
    ]
}

fn rows(stage: &Stage) -> RowStream<'static, String> {
    Employee::objects().order_by(Employee::id).values_flat(Employee::name).stream(&stage.db())
}

/// The next rows are those that follow.
async fn take(rows: &mut RowStream<'_, String>, from: i64, to: i64) -> Result<()> {
    for number in from..=to {
        assert_eq!(rows.try_next().await?, Some(format!("name {number}")));
    }
    Ok(())
}

async fn stream_to_the_first_row(stage: Stage) -> Result<()> {
    let mut rows = rows(&stage);
    stage.cut(take(&mut rows, 1, 1)).await.map(drop)
}

async fn stream_half_way(stage: Stage) -> Result<()> {
    let mut rows = rows(&stage);
    stage.cut(take(&mut rows, 1, EMPLOYEES / 2)).await.map(drop)
}

async fn stream_to_the_end(stage: Stage) -> Result<()> {
    let mut rows = rows(&stage);
    let whole = async {
        take(&mut rows, 1, EMPLOYEES).await?;
        rows.try_next().await
    };
    let end = stage.cut(whole).await?;
    assert!(end.is_none_or(|end| end.is_none()));
    Ok(())
}

/// What was written in the transaction is not there afterwards.
async fn stream_in_a_transaction(stage: Stage) -> Result<()> {
    let whole = async {
        let mut tx = stage.db().begin().await?;
        let new = crate::models::NewEmployee { name: "new".into(), boss: None };
        Employee::objects().create(&tx, new).await?;
        let query = Employee::objects().order_by(Employee::id).values_flat(Employee::name);
        take(&mut query.stream(&mut tx), 1, EMPLOYEES).await?;
        tx.rollback().await
    };
    stage.cut(whole).await.map(drop)
}

/// A future that waited for a row and was dropped has lost none.
async fn stream_goes_on_after_a_dropped_wait(stage: Stage) -> Result<()> {
    let mut rows = rows(&stage);
    let first = stage.cut(rows.try_next()).await?.flatten();
    assert!(first.as_deref().is_none_or(|first| first == "name 1"));
    take(&mut rows, 1 + i64::from(first.is_some()), EMPLOYEES).await
}
