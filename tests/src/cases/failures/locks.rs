//! Locks of others.

use super::{SERVERS, sessions};
use crate::{
    Case, Fixture, Options, case,
    cases::data::shop,
    fixture::described,
    models::{Album, Artist},
};
use segue::{Outcome, Result, Transaction, prelude::*};
use std::time::Duration;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(a_row_of_another_program_is_busy).on(SERVERS).tuned(in_a_hurry),
        case!(a_wait_that_ends_in_time_is_none).on(SERVERS).concurrent(),
        case!(of_two_in_a_circle_one_fails).holding(2).on(SERVERS).concurrent(),
    ]
}

/// MySQL counts whole seconds.
fn in_a_hurry(options: &mut Options) {
    options.settings.server.lock_timeout = Duration::from_millis(200);
}

/// After the lock timeout: nothing was done, and trying again may help.
async fn a_row_of_another_program_is_busy(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let other = fix.place().neutral()?;
    other.execute("BEGIN; UPDATE album SET stock = 9 WHERE id = 1")?;
    let blocked = Album::objects().update(fix.db(), Album::stock.set(1));
    let error = fix.fails(blocked, ErrorKind::Busy).await;
    assert!(error.retry().advised(), "{error:?}");
    assert_eq!(fix.run(Album::objects().count(fix.db())).await?, 4, "readers wait for nobody");
    let ops = fix.clone();
    let failed: Result<()> = fix
        .atomic(async |tx| {
            ops.run(Artist::objects().by_pk(1).update(tx, Artist::name.set("changed"))).await?;
            ops.fails(Album::objects().by_pk(1).select_for_update().get(tx), ErrorKind::Busy).await;
            ops.fails(Album::objects().count(tx), ErrorKind::Aborted).await;
            Ok(())
        })
        .await;
    fix.refused(failed, ErrorKind::Aborted);
    other.execute("COMMIT")?;
    assert_eq!(fix.run(Artist::objects().filter(Artist::name.eq("changed")).count(fix.db())).await?, 0);
    assert_eq!(fix.run(Album::objects().update(fix.db(), Album::stock.set(1))).await?, 4);
    Ok(())
}

/// The statement goes on when the lock is given up.
async fn a_wait_that_ends_in_time_is_none(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let other = fix.place().neutral()?;
    other.execute("BEGIN; UPDATE album SET stock = 9 WHERE id = 1")?;
    let tx = fix.quiet(fix.db().begin()).await?;
    let session = sessions::number(&fix, &tx).await?;
    let ops = fix.clone();
    let waiting = fix.spawn_aside(async move {
        let changed = ops.quiet(Album::objects().update(&tx, Album::stock.set(Album::stock + 1))).await?;
        ops.quiet(tx.commit()).await.map(|()| changed)
    });
    sessions::until_it_works(&fix, session).await?;
    other.execute("COMMIT")?;
    assert_eq!(waiting.join().await?, 4);
    assert_eq!(fix.run(Album::objects().by_pk(1).get(fix.db())).await?.stock, 10);
    Ok(())
}

async fn take(fix: &Fixture, tx: &Transaction, id: i64) -> Result<u64> {
    fix.quiet(Album::objects().by_pk(id).update(tx, Album::stock.set(Album::stock + 1))).await
}

/// Rolls back where that fails.
async fn take_and_commit(fix: Fixture, tx: Transaction, id: i64) -> Result<()> {
    take(&fix, &tx, id).await?;
    fix.quiet(tx.commit()).await
}

/// Each holds what the other wants: the database fails one of them, whose work is undone, and the other goes on.
async fn of_two_in_a_circle_one_fails(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let (one, other) = (fix.quiet(fix.db().begin()).await?, fix.quiet(fix.db().begin()).await?);
    take(&fix, &one, 1).await?;
    take(&fix, &other, 2).await?;
    let session = sessions::number(&fix, &one).await?;
    let first = fix.spawn_aside(take_and_commit(fix.clone(), one, 2));
    sessions::until_it_works(&fix, session).await?;
    let second = take_and_commit(fix.clone(), other, 1).await;
    let failed = match (first.join().await, second) {
        (Ok(()), Err(error)) | (Err(error), Ok(())) => error,
        both => crate::runner::fail(format!("one of two was to fail: {both:?}")),
    };
    assert_eq!((failed.kind(), failed.retry().outcome), (ErrorKind::Deadlock, Outcome::NotDone));
    assert!(failed.retry().advised());
    fix.note(described(&failed));
    let stocks = Album::objects().order_by(Album::id).values_flat(Album::stock).all(fix.db());
    assert_eq!(fix.run(stocks).await?[..2], [6, 1], "both rows were changed by one of the two, and once");
    Ok(())
}
