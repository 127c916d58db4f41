//! The pool: how many, how long, and who waits.

use super::{
    data::{artist, shop},
    queues::until,
};
use crate::{
    Case, Fixture, Options, case,
    models::{Album, Artist},
};
use segue::{Outcome, Result, prelude::*};
use std::time::Duration;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(connections_are_opened_as_they_are_needed).holding(4).concurrent(),
        case!(never_more_than_allowed).tuned(two_connections).concurrent(),
        case!(waiting_for_a_connection_has_an_end).tuned(one_connection_in_a_hurry),
        case!(waiting_for_the_turn_to_write_has_an_end)
            .holding(2)
            .tuned(|options| options.settings.pool.acquire_timeout = Duration::from_millis(300))
            .needing(|can| !can.concurrent_writers),
        case!(a_holder_that_awaits_does_not_hang_its_runtime).tuned(one_connection),
        case!(everything_comes_back).tuned(two_connections),
        case!(an_old_connection_is_replaced).tuned(|options| {
            options.settings.pool.max_connections = 1;
            options.settings.pool.max_lifetime = Duration::ZERO;
        }),
    ]
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

fn two_connections(options: &mut Options) {
    options.settings.pool.max_connections = 2;
}

fn one_connection_in_a_hurry(options: &mut Options) {
    one_connection(options);
    options.settings.pool.acquire_timeout = Duration::from_millis(300);
}

/// Not all at once (D-92).
async fn connections_are_opened_as_they_are_needed(fix: Fixture) -> Result<()> {
    for _ in 0..5 {
        fix.run(Artist::objects().count(fix.db())).await?;
    }
    let status = fix.db().pool()?;
    assert_eq!(status.max, 4);
    assert!(status.open <= 2, "{status:?} after one statement at a time");
    Ok(())
}

/// However many ask.
async fn never_more_than_allowed(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let readers: Vec<_> = (0..20)
        .map(|_| {
            let ops = fix.clone();
            fix.spawn(async move {
                let mut most = 0;
                for _ in 0..5 {
                    ops.quiet(Album::objects().all(ops.db())).await?;
                    let status = ops.db().pool()?;
                    most = most.max(status.open).max(status.in_use);
                    tokio::task::yield_now().await;
                }
                Ok::<_, Error>(most)
            })
        })
        .collect();
    for reader in readers {
        let most = reader.join().await?;
        assert!(most <= 2, "{most} connections were open");
    }
    Ok(())
}

/// An error that says how many are in use and what to do; nothing was done, and trying again may help.
async fn waiting_for_a_connection_has_an_end(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    let error = fix.quiet(Artist::objects().count(fix.db())).await;
    let error = error.map_or_else(|error| error, |_| crate::runner::fail("it got a connection".to_owned()));
    assert_eq!(error.kind(), ErrorKind::AcquireTimeout);
    assert_eq!((error.retry().outcome, error.retry().worthwhile), (Outcome::NotDone, true));
    assert!(
        error.to_string().contains("1 of 1") && error.to_string().contains("pool.acquire_timeout"),
        "{error}"
    );
    fix.run(tx.commit()).await?;
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    Ok(())
}

/// The same for the one writer; readers do not wait.
async fn waiting_for_the_turn_to_write_has_an_end(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    let error = fix.quiet(Artist::objects().create(fix.db(), artist("a", None))).await;
    let error = error.map_or_else(|error| error, |_| crate::runner::fail("it got the turn".to_owned()));
    assert_eq!(error.kind(), ErrorKind::AcquireTimeout, "{error}");
    assert!(error.to_string().contains("turn to write"), "{error}");
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    fix.run(tx.rollback()).await
}

/// A task that holds the only connection over an await: another waits, the first goes on, in every phase.
async fn a_holder_that_awaits_does_not_hang_its_runtime(fix: Fixture) -> Result<()> {
    let (go, gone) = tokio::sync::oneshot::channel::<()>();
    let ops = fix.clone();
    let holder = fix.spawn(async move {
        let holding = ops.clone();
        ops.atomic(async move |tx| {
            holding.quiet(Artist::objects().create(tx, artist("a", None))).await?;
            drop(gone.await);
            Ok(())
        })
        .await
    });
    until(&fix, |status| status.in_use == 1).await?;
    let ops = fix.clone();
    let waiter = fix.spawn(async move { ops.quiet(Artist::objects().count(ops.db())).await });
    until(&fix, |status| status.waiting == 1).await?;
    let _ = go.send(());
    holder.join().await?;
    assert_eq!(waiter.join().await?, 1);
    fix.forget();
    Ok(())
}

/// After a success, a failure, a transaction, a stream.
async fn everything_comes_back(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    fix.run(Album::objects().count(fix.db())).await?;
    fix.fails(raw("SELEKT").execute(fix.db()), ErrorKind::Statement).await;
    fix.atomic(async |_| Ok(())).await?;
    fix.rows(&Album::objects(), fix.db()).rest().await?;
    until(&fix, |status| status.in_use == 0 && status.waiting == 0).await
}

/// When it comes back; whoever comes next gets a new one.
async fn an_old_connection_is_replaced(fix: Fixture) -> Result<()> {
    for _ in 0..3 {
        fix.quiet(Artist::objects().count(fix.db())).await?;
        // Nothing but the connection keeps a temporary table.
        fix.run(raw("CREATE TEMPORARY TABLE kept (v INTEGER)").execute(fix.db())).await?;
    }
    Ok(())
}
