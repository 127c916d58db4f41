//! Transactions inside transactions.

use super::data::artist;
use crate::{
    Case, Fixture, Style, case,
    models::Artist,
    runner::{caught, fail},
};
use segue::{Result, Transaction, prelude::*};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(the_inner_one_can_fail_alone).snapshot(),
        case!(three_levels).snapshot(),
        case!(the_outer_one_takes_the_inner_with_it),
        case!(a_panic_undoes_the_inner_one),
        case!(one_that_is_dropped_is_undone_before_the_next_statement).only(&Style::ASYNC),
        case!(callbacks_of_an_undone_one_are_forgotten),
        case!(what_belongs_to_an_ended_one_is_refused),
    ]
}

fn new(name: &str) -> crate::models::NewArtist {
    artist(name, None)
}

async fn names(fix: &Fixture) -> Result<Vec<String>> {
    fix.run(Artist::objects().order_by(Artist::id).values_flat(Artist::name).all(fix.db())).await
}

fn no<T>() -> Result<T> {
    Err(Error::new(ErrorKind::Application, "no"))
}

/// What it did is undone; what came before and comes after stays.
async fn the_inner_one_can_fail_alone(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.run(Artist::objects().create(tx, new("a"))).await?;
        let failed: Result<()> = ops
            .savepoint(tx, async |inner| {
                ops.run(Artist::objects().create(inner, new("b"))).await?;
                no()
            })
            .await;
        ops.refused(failed, ErrorKind::Application);
        ops.savepoint(tx, async |inner| ops.run(Artist::objects().create(inner, new("c"))).await.map(drop))
            .await?;
        ops.run(Artist::objects().create(tx, new("d"))).await.map(drop)
    })
    .await?;
    assert_eq!(names(&fix).await?, ["a", "c", "d"]);
    Ok(())
}

/// Each level undoes its own.
async fn three_levels(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.savepoint(tx, async |one| {
            ops.quiet(Artist::objects().create(one, new("one"))).await?;
            let failed: Result<()> = ops
                .savepoint(one, async |two| {
                    ops.quiet(Artist::objects().create(two, new("two"))).await?;
                    ops.savepoint(two, async |three| {
                        ops.quiet(Artist::objects().create(three, new("three"))).await.map(drop)
                    })
                    .await?;
                    no()
                })
                .await;
            ops.refused(failed, ErrorKind::Application);
            Ok(())
        })
        .await
    })
    .await?;
    assert_eq!(names(&fix).await?, ["one"]);
    Ok(())
}

/// What an inner one kept goes with the outer one.
async fn the_outer_one_takes_the_inner_with_it(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let failed: Result<()> = fix
        .atomic(async |tx| {
            ops.savepoint(tx, async |inner| {
                ops.quiet(Artist::objects().create(inner, new("a"))).await.map(drop)
            })
            .await?;
            no()
        })
        .await;
    fix.refused(failed, ErrorKind::Application);
    assert_eq!(names(&fix).await?, [""; 0]);
    Ok(())
}

/// And goes on; who catches it can go on with the outer one.
async fn a_panic_undoes_the_inner_one(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        let body = async |inner: &mut Transaction| -> Result<()> {
            ops.quiet(Artist::objects().create(inner, new("a"))).await?;
            fail("the body panics".to_owned())
        };
        let panicked = caught(ops.savepoint(tx, body)).await;
        assert!(panicked.is_err_and(|message| message.contains("the body panics")));
        ops.quiet(Artist::objects().create(tx, new("b"))).await.map(drop)
    })
    .await?;
    assert_eq!(names(&fix).await?, ["b"]);
    Ok(())
}

/// Dropped in its middle while the transaction goes on.
async fn one_that_is_dropped_is_undone_before_the_next_statement(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        let (begun, waiting) = tokio::sync::oneshot::channel();
        let inner = ops.clone();
        let work = tx.atomic(async move |savepoint| -> Result<()> {
            inner.quiet(Artist::objects().create(savepoint, new("a"))).await?;
            let _ = begun.send(());
            std::future::pending().await
        });
        tokio::select! {
            _ = work => fail("the body never ends".to_owned()),
            _ = waiting => {}
        }
        assert_eq!(ops.run(Artist::objects().count(tx)).await?, 0);
        ops.quiet(Artist::objects().create(tx, new("b"))).await.map(drop)
    })
    .await?;
    assert_eq!(names(&fix).await?, ["b"]);
    Ok(())
}

/// Those of a kept one run with the outermost commit.
async fn callbacks_of_an_undone_one_are_forgotten(fix: Fixture) -> Result<()> {
    let (ops, calls) = (fix.clone(), Arc::new(AtomicU32::new(0)));
    let (undone, kept) = (calls.clone(), calls.clone());
    let before = calls.clone();
    fix.atomic(async move |tx| {
        let failed: Result<()> = ops
            .savepoint(tx, async move |inner| {
                inner.on_commit(move || {
                    undone.fetch_add(100, Ordering::SeqCst);
                });
                no()
            })
            .await;
        ops.refused(failed, ErrorKind::Application);
        ops.savepoint(tx, async move |inner| {
            inner.on_commit(move || {
                kept.fetch_add(1, Ordering::SeqCst);
            });
            Ok(())
        })
        .await?;
        assert_eq!(before.load(Ordering::SeqCst), 0);
        Ok(())
    })
    .await?;
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    Ok(())
}

/// Its operations never run in the outer one instead.
async fn what_belongs_to_an_ended_one_is_refused(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        let late = ops.savepoint(tx, async |inner| Ok(Artist::objects().create(inner, new("late")))).await?;
        ops.fails(late, ErrorKind::Ended).await;
        Ok(())
    })
    .await?;
    assert_eq!(names(&fix).await?, [""; 0]);
    Ok(())
}
