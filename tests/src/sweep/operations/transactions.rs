//! Transactions and savepoints that are dropped on their way: nothing of them is there.

use super::{Operation, operation, writing::tag};
use crate::{models::Tag, sweep::Stage};
use segue::{Isolation, Outcome, Result, prelude::*};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation!(begin),
        operation!(begin_and_keep).making(1),
        operation!(rollback).making(0),
        operation!(atomic).making(3),
        operation!(atomic_that_fails).making(0),
        operation!(atomic_nested).making(4),
        operation!(atomic_with_options),
        operation!(savepoint).making(4),
        operation!(savepoint_that_fails).making(2),
        operation!(read_in_a_transaction).making(1),
        operation!(write_before_a_rollback).making(0),
        operation!(write_before_a_commit).making(2),
    ]
}

async fn make(executor: &(impl Executor + ?Sized), stage: &Stage, name: &str) -> Result<()> {
    Tag::objects().create(executor, tag(stage, name)).await.map(drop)
}

async fn begin(stage: Stage) -> Result<()> {
    stage.cut(stage.db().begin()).await.map(drop)
}

/// One that was begun works.
async fn begin_and_keep(stage: Stage) -> Result<()> {
    match stage.cut(stage.db().begin()).await? {
        None => stage.expect(&[0]),
        Some(tx) => {
            make(&tx, &stage, "a").await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

async fn rollback(stage: Stage) -> Result<()> {
    let tx = stage.db().begin().await?;
    make(&tx, &stage, "a").await?;
    stage.cut(tx.rollback()).await.map(drop)
}

/// Three statements, and a pause in between that is none of the database's.
async fn atomic(stage: Stage) -> Result<()> {
    let db = stage.db();
    let whole = db.atomic(async |tx: &mut Transaction| {
        make(tx, &stage, "a").await?;
        tokio::task::yield_now().await;
        make(tx, &stage, "b").await?;
        make(tx, &stage, "c").await
    });
    stage.cut(whole).await.map(drop)
}

async fn atomic_that_fails(stage: Stage) -> Result<()> {
    let db = stage.db();
    let whole = async {
        let body = async |tx: &mut Transaction| {
            make(tx, &stage, "a").await?;
            Err::<(), _>(Error::new(ErrorKind::Application, "no"))
        };
        match db.atomic(body).await {
            Err(error) if error.kind() == ErrorKind::Application => Ok(()),
            other => other,
        }
    };
    stage.cut(whole).await.map(drop)
}

async fn atomic_nested(stage: Stage) -> Result<()> {
    let db = stage.db();
    let whole = db.atomic(async |tx: &mut Transaction| {
        make(tx, &stage, "a").await?;
        tx.atomic(async |inner: &mut Transaction| {
            make(inner, &stage, "b").await?;
            inner.atomic(async |innermost: &mut Transaction| make(innermost, &stage, "c").await).await
        })
        .await?;
        make(tx, &stage, "d").await
    });
    stage.cut(whole).await.map(drop)
}

async fn atomic_with_options(stage: Stage) -> Result<()> {
    let db = stage.db();
    let options = db.transaction().isolation(Isolation::Serializable).read_only();
    let whole = options.run(async |tx: &mut Transaction| Tag::objects().count(tx).await);
    stage.cut(whole).await.map(drop)
}

/// The outer transaction goes on, and is committed: with the savepoint as a whole, or without it.
async fn savepoint(stage: Stage) -> Result<()> {
    let mut outer = stage.db().begin().await?;
    make(&outer, &stage, "a").await?;
    let inner = outer.atomic(async |inner: &mut Transaction| {
        make(inner, &stage, "b").await?;
        tokio::task::yield_now().await;
        make(inner, &stage, "c").await
    });
    let ended = stage.cut(inner).await?.is_some();
    make(&outer, &stage, "d").await?;
    // One whose release had begun goes on to its end.
    stage.expect(match (ended, stage.is_untouched()) {
        (true, _) => &[4],
        (false, true) => &[2],
        (false, false) => &[2, 4],
    });
    outer.commit().await
}

/// The same for one that is undone.
async fn savepoint_that_fails(stage: Stage) -> Result<()> {
    let mut outer = stage.db().begin().await?;
    make(&outer, &stage, "a").await?;
    let whole = async {
        let body = async |inner: &mut Transaction| {
            make(inner, &stage, "b").await?;
            Err::<(), _>(Error::new(ErrorKind::Application, "no"))
        };
        drop(outer.atomic(body).await);
        Ok(())
    };
    stage.cut(whole).await?;
    make(&outer, &stage, "d").await?;
    stage.expect(&[2]);
    outer.commit().await
}

/// The transaction goes on after it, or has failed by it: then nothing of it is there.
async fn read_in_a_transaction(stage: Stage) -> Result<()> {
    let tx = stage.db().begin().await?;
    make(&tx, &stage, "a").await?;
    let ended = stage.cut(Tag::objects().count(&tx)).await?.is_some();
    ends(&stage, tx, &[1], ended).await
}

async fn write_before_a_rollback(stage: Stage) -> Result<()> {
    let tx = stage.db().begin().await?;
    stage.cut(Tag::objects().create(&tx, tag(&stage, "a"))).await?;
    tx.rollback().await
}

/// The statement may have been done or not; what was done before is there if the transaction could be committed.
async fn write_before_a_commit(stage: Stage) -> Result<()> {
    let tx = stage.db().begin().await?;
    make(&tx, &stage, "a").await?;
    let ended = stage.cut(Tag::objects().create(&tx, tag(&stage, "b"))).await?.is_some();
    let committed: &[i64] = match (ended, stage.is_untouched()) {
        (true, _) => &[2],
        (false, true) => &[1],
        (false, false) => &[1, 2],
    };
    ends(&stage, tx, committed, ended).await
}

/// Commits, which may fail where a statement was dropped in flight, and only there.
async fn ends(stage: &Stage, tx: Transaction, committed: &[i64], ended: bool) -> Result<()> {
    match tx.commit().await {
        Ok(()) => stage.expect(committed),
        Err(error) if ended || stage.is_untouched() => return Err(error),
        Err(error) if error.retry().outcome == Outcome::Unknown => stage.expect(&[&[0], committed].concat()),
        Err(_) => stage.expect(&[0]),
    }
    Ok(())
}
