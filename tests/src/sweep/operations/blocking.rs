//! `run_blocking`: a function that has begun runs to its end, whoever waits for it.

use super::{Operation, operation, writing::tag};
use crate::{models::Tag, sweep::Stage};
use segue::{Result, prelude::*};
use tokio::sync::oneshot;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation!(run_blocking).making(1),
        operation!(run_blocking_of_a_transaction).making(2),
        operation!(run_blocking_in_a_transaction).making(0),
    ]
}

/// Ready when the function has ended, or is known never to begin.
type Ended = oneshot::Receiver<()>;

async fn run_blocking(stage: Stage) -> Result<()> {
    let (guard, ended): (_, Ended) = oneshot::channel();
    let new = tag(&stage, "a");
    let function = move |db: &Database| {
        let _guard = guard;
        Tag::objects().create(db, new).wait()
    };
    stage.cut(stage.db().run_blocking(function)).await?;
    let _ = ended.await;
    Ok(())
}

async fn run_blocking_of_a_transaction(stage: Stage) -> Result<()> {
    let (guard, ended): (_, Ended) = oneshot::channel();
    let new = [tag(&stage, "a"), tag(&stage, "b")];
    let function = move |db: &Database| {
        let _guard = guard;
        db.atomic_wait(|tx| {
            new.into_iter().try_for_each(|new| Tag::objects().create(tx, new).wait().map(drop))
        })
    };
    stage.cut(stage.db().run_blocking(function)).await?;
    let _ = ended.await;
    Ok(())
}

/// The transaction may end meanwhile; the function's statement then fails.
async fn run_blocking_in_a_transaction(stage: Stage) -> Result<()> {
    let (guard, ended): (_, Ended) = oneshot::channel();
    let new = tag(&stage, "a");
    let function = move |tx: &mut Transaction| {
        let _guard = guard;
        Tag::objects().create(tx, new).wait()
    };
    let mut tx = stage.db().begin().await?;
    stage.cut(tx.run_blocking(function)).await?;
    tx.rollback().await?;
    let _ = ended.await;
    Ok(())
}
