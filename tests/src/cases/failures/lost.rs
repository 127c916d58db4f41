//! Connections that the server ends.

use super::{SERVERS, sessions};
use crate::{Case, Fixture, Options, case, cases::data::artist, fixture::described, models::Artist};
use segue::{Outcome, Result, prelude::*};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(while_idle_and_a_read_finds_out).on(SERVERS).tuned(one_connection),
        case!(while_idle_and_a_write_finds_out).on(SERVERS).tuned(one_connection),
        case!(while_idle_and_a_transaction_finds_out).on(SERVERS).tuned(one_connection),
        case!(while_idle_in_a_transaction).on(SERVERS).tuned(one_connection),
        case!(before_a_commit).on(SERVERS).tuned(one_connection),
        case!(before_a_rollback).on(SERVERS).tuned(one_connection),
        case!(in_a_statement).on(SERVERS).tuned(one_connection).concurrent(),
        case!(in_a_savepoint).on(SERVERS).tuned(one_connection),
    ]
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

/// Ends the pool's one connection.
async fn kill_the_idle(fix: &Fixture) -> Result<()> {
    let session = sessions::number(fix, fix.db()).await?;
    sessions::kill(fix, session).await
}

/// The next operation has a new connection.
async fn expect_recovered(fix: &Fixture, artists: u64) -> Result<()> {
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, artists);
    fix.run(Artist::objects().create(fix.db(), artist("later", None))).await?;
    fix.forget();
    Ok(())
}

/// No driver notices before it sends: the read fails, was not done, and may be tried again.
async fn while_idle_and_a_read_finds_out(fix: Fixture) -> Result<()> {
    kill_the_idle(&fix).await?;
    let error = fix.fails(Artist::objects().count(fix.db()), ErrorKind::ConnectionLost).await;
    assert!(error.retry().advised(), "{error:?}");
    expect_recovered(&fix, 0).await?;
    kill_the_idle(&fix).await?;
    let plain = fix.fails(raw("SELECT 1").read_only().get::<i64>(fix.db()), ErrorKind::ConnectionLost).await;
    assert!(plain.retry().advised(), "{plain:?}");
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 1);
    Ok(())
}

/// Nobody can tell whether a write was carried out before its answer was lost.
async fn while_idle_and_a_write_finds_out(fix: Fixture) -> Result<()> {
    kill_the_idle(&fix).await?;
    let made = Artist::objects().create(fix.db(), artist("a", None));
    let error = fix.fails(made, ErrorKind::ConnectionLost).await;
    assert_eq!((error.retry().outcome, error.retry().advised()), (Outcome::Unknown, false));
    expect_recovered(&fix, 0).await
}

/// Nothing was done in it.
async fn while_idle_and_a_transaction_finds_out(fix: Fixture) -> Result<()> {
    kill_the_idle(&fix).await?;
    let begun = fix.quiet(fix.db().begin()).await.map(drop);
    let error = fix.refused(begun, ErrorKind::ConnectionLost);
    assert!(error.retry().advised(), "{error:?}");
    expect_recovered(&fix, 0).await?;
    kill_the_idle(&fix).await?;
    let ops = fix.clone();
    let retried = async |tx: &mut segue::Transaction| {
        ops.quiet(Artist::objects().create(tx, artist("again", None))).await.map(drop)
    };
    let policy = segue::RetryPolicy::times(1).when_lost();
    match fix.style() {
        crate::Style::Wait => {
            fix.db().transaction().retry(policy).run_wait(|tx| orm_api::op::park_on(retried(tx)))?;
        }
        _ => fix.db().transaction().retry(policy).run(retried).await?,
    }
    assert_eq!(fix.quiet(Artist::objects().count(fix.db())).await?, 2);
    fix.forget();
    Ok(())
}

/// What was done in it is undone: the whole may be run again.
async fn while_idle_in_a_transaction(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let lost: Result<()> = fix
        .atomic(async |tx| {
            ops.quiet(Artist::objects().create(tx, artist("a", None))).await?;
            let session = sessions::number(&ops, tx).await?;
            sessions::kill(&ops, session).await?;
            ops.run(Artist::objects().create(tx, artist("b", None))).await?;
            Ok(())
        })
        .await;
    let error = fix.refused(lost, ErrorKind::ConnectionLost);
    assert!(error.retry().advised(), "{error:?}");
    expect_recovered(&fix, 0).await
}

/// Nobody can tell whether it was carried out.
async fn before_a_commit(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.quiet(Artist::objects().create(&tx, artist("a", None))).await?;
    let session = sessions::number(&fix, &tx).await?;
    sessions::kill(&fix, session).await?;
    let committed = fix.quiet(tx.commit()).await;
    let error = fix.refused(committed, ErrorKind::ConnectionLost);
    assert_eq!((error.retry().outcome, error.retry().advised()), (Outcome::Unknown, false));
    expect_recovered(&fix, 0).await
}

/// The server has rolled back, and says so by nothing.
async fn before_a_rollback(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.quiet(Artist::objects().create(&tx, artist("a", None))).await?;
    let session = sessions::number(&fix, &tx).await?;
    sessions::kill(&fix, session).await?;
    let rolled_back = fix.quiet(tx.rollback()).await;
    let error = fix.refused(rolled_back, ErrorKind::ConnectionLost);
    assert!(error.retry().advised(), "{error:?}");
    expect_recovered(&fix, 0).await
}

/// While it runs.
async fn in_a_statement(fix: Fixture) -> Result<()> {
    let session = sessions::number(&fix, fix.db()).await?;
    let ops = fix.clone();
    let slow = fix.spawn_aside(async move {
        ops.quiet(raw(sessions::slow(&ops)).read_only().get::<i64>(ops.db())).await
    });
    sessions::until_it_works(&fix, session).await?;
    sessions::kill(&fix, session).await?;
    let stopped = slow.join().await;
    let error = fix.refused(stopped, ErrorKind::ConnectionLost);
    assert!(error.retry().advised(), "{error:?}");
    fix.note(described(&error));
    expect_recovered(&fix, 0).await
}

/// Undoing it does not save the transaction.
async fn in_a_savepoint(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let lost: Result<()> = fix
        .atomic(async |tx| {
            ops.quiet(Artist::objects().create(tx, artist("a", None))).await?;
            let session = sessions::number(&ops, tx).await?;
            let inner_ops = ops.clone();
            let inner = ops
                .savepoint(tx, async |inner| {
                    sessions::kill(&inner_ops, session).await?;
                    inner_ops.run(Artist::objects().create(inner, artist("b", None))).await.map(drop)
                })
                .await;
            ops.refused(inner, ErrorKind::ConnectionLost);
            let rest = ops.quiet(Artist::objects().count(tx)).await;
            ops.note(rest.as_ref().map_err(|error| error.kind()));
            rest.map(drop)
        })
        .await;
    assert!(lost.is_err());
    expect_recovered(&fix, 0).await
}
