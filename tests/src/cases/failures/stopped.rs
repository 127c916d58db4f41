//! Statements that the database stops: they took too long, or somebody asked it to.

use super::{SERVERS, sessions};
use crate::{Case, Fixture, Options, case, cases::data::shop, fixture::described, models::Artist};
use segue::{Outcome, Result, prelude::*};
use std::time::{Duration, Instant};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(after_the_statement_timeout).on(SERVERS).tuned(in_a_hurry),
        case!(in_a_transaction_after_the_statement_timeout).on(SERVERS).tuned(in_a_hurry),
        case!(by_somebody_else).on(SERVERS).concurrent(),
    ]
}

fn in_a_hurry(options: &mut Options) {
    options.settings.pool.max_connections = 1;
    options.settings.server.statement_timeout = Some(Duration::from_millis(150));
}

/// Nothing was done, and it would take as long again; the pool's one connection is of use.
async fn after_the_statement_timeout(fix: Fixture) -> Result<()> {
    let started = Instant::now();
    let read = raw(sessions::slow(&fix)).read_only().get::<i64>(fix.db());
    let error = fix.fails(read, ErrorKind::Cancelled).await;
    assert!(started.elapsed() < Duration::from_secs(10), "it was stopped by something else");
    assert_eq!((error.retry().outcome, error.retry().worthwhile), (Outcome::NotDone, false));
    let write = raw(format!("INSERT INTO artist (name) SELECT ({})", slow_name(&fix))).execute(fix.db());
    fix.fails(write, ErrorKind::Cancelled).await;
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    Ok(())
}

fn slow_name(fix: &Fixture) -> &'static str {
    fix.sql("", "SELECT 'a' FROM pg_sleep(15)", "SELECT SLEEP(15)")
}

/// Which fails by it.
async fn in_a_transaction_after_the_statement_timeout(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let ops = fix.clone();
    let failed: Result<()> = fix
        .atomic(async |tx| {
            ops.run(Artist::objects().update(tx, Artist::country.set("XX"))).await?;
            let slow = raw(sessions::slow(&ops)).read_only().get::<i64>(tx);
            ops.fails(slow, ErrorKind::Cancelled).await;
            ops.fails(Artist::objects().count(tx), ErrorKind::Aborted).await;
            Ok(())
        })
        .await;
    fix.refused(failed, ErrorKind::Aborted);
    assert_eq!(fix.run(Artist::objects().filter(Artist::country.eq("XX")).count(fix.db())).await?, 0);
    Ok(())
}

/// The same kind; the connection stays.
async fn by_somebody_else(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    let session = sessions::number(&fix, &tx).await?;
    let ops = fix.clone();
    let slow = fix.spawn_aside(async move {
        let stopped = ops.quiet(raw(sessions::slow(&ops)).read_only().get::<i64>(&tx)).await;
        (stopped, tx)
    });
    sessions::until_it_works(&fix, session).await?;
    sessions::cancel(&fix, session)?;
    let (stopped, tx) = slow.join().await;
    let error = fix.refused(stopped, ErrorKind::Cancelled);
    assert_eq!((error.retry().outcome, error.retry().worthwhile), (Outcome::NotDone, false));
    fix.note(described(&error));
    fix.quiet(tx.rollback()).await?;
    assert_eq!(sessions::number(&fix, fix.db()).await?, session, "the connection is of use");
    Ok(())
}
