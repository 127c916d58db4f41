//! Commits: never cut off half way, and their callbacks run if and only if they were done.

use super::{Operation, operation, writing::tag};
use crate::{models::Tag, sweep::Stage};
use segue::{Result, prelude::*};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation!(commit).making(1),
        operation!(commit_of_nothing),
        operation!(commit_with_callbacks).making(1),
        operation!(atomic_with_callbacks).making(1),
    ]
}

/// Once it was polled, it goes on to its end.
async fn commit(stage: Stage) -> Result<()> {
    let tx = stage.db().begin().await?;
    Tag::objects().create(&tx, tag(&stage, "a")).await?;
    stage.cut(tx.commit()).await?;
    stage.expect(if stage.is_untouched() { &[0] } else { &[1] });
    Ok(())
}

async fn commit_of_nothing(stage: Stage) -> Result<()> {
    let tx = stage.db().begin().await?;
    stage.cut(tx.commit()).await.map(drop)
}

/// Two callbacks, one of which waits.
fn register(tx: &Transaction, stage: &Stage) {
    stage.expect_callbacks(2);
    let (one, two) = (stage.clone(), stage.clone());
    tx.on_commit_async(async move || {
        tokio::task::yield_now().await;
        one.called();
    });
    tx.on_commit(move || two.called());
}

async fn commit_with_callbacks(stage: Stage) -> Result<()> {
    let tx = stage.db().begin().await?;
    Tag::objects().create(&tx, tag(&stage, "a")).await?;
    register(&tx, &stage);
    stage.cut(tx.commit()).await.map(drop)
}

async fn atomic_with_callbacks(stage: Stage) -> Result<()> {
    let db = stage.db();
    let whole = db.atomic(async |tx: &mut Transaction| {
        register(tx, &stage);
        Tag::objects().create(tx, tag(&stage, "a")).await.map(drop)
    });
    stage.cut(whole).await.map(drop)
}
