//! Transactions that cannot be put into an order.

use super::SERVERS;
use crate::{
    Case, Fixture, Style, case,
    cases::data::shop,
    models::{Album, NewTag, Tag},
};
use segue::{Engine, Isolation, Outcome, Result, Transaction, prelude::*};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(what_has_changed_since_is_not_overwritten).on(&[Engine::Postgres]),
        case!(a_transaction_that_cannot_be_put_in_order_is_run_again).on(&[Engine::Postgres]),
        case!(two_that_read_what_the_other_writes).holding(2).on(SERVERS).concurrent(),
    ]
}

async fn repeatable<T>(
    fix: &Fixture,
    retries: u32,
    body: impl AsyncFn(&mut Transaction) -> Result<T> + Clone,
) -> Result<T> {
    let options = fix.db().transaction().isolation(Isolation::RepeatableRead).retry(retries);
    match fix.style() {
        Style::Wait => options.run_wait(|tx| orm_api::op::park_on(body(tx))),
        Style::Multi | Style::Current => options.run(body).await,
    }
}

/// Reads an album, has another program change it, and changes it itself.
async fn overtaken(fix: &Fixture, tx: &Transaction, times: usize, tries: &AtomicUsize) -> Result<i32> {
    let stock = fix.quiet(Album::objects().by_pk(1).get(tx)).await?.stock;
    if tries.fetch_add(1, Ordering::Relaxed) < times {
        fix.place().neutral()?.execute("UPDATE album SET stock = stock + 100 WHERE id = 1")?;
    }
    fix.run(Album::objects().by_pk(1).update(tx, Album::stock.set(stock + 1))).await?;
    Ok(stock)
}

/// Of a transaction that sees one state: nothing was done, and the whole may succeed if it is run again.
async fn what_has_changed_since_is_not_overwritten(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let tries = AtomicUsize::new(0);
    let failed = repeatable(&fix, 0, async |tx| overtaken(&fix, tx, 1, &tries).await).await;
    let error = fix.refused(failed, ErrorKind::SerializationFailure);
    assert!(error.retry().advised());
    assert_eq!(fix.run(Album::objects().by_pk(1).get(fix.db())).await?.stock, 105);
    Ok(())
}

/// So many times as was asked for.
async fn a_transaction_that_cannot_be_put_in_order_is_run_again(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let tries = AtomicUsize::new(0);
    assert_eq!(repeatable(&fix, 2, async |tx| overtaken(&fix, tx, 2, &tries).await).await?, 205);
    assert_eq!(tries.load(Ordering::Relaxed), 3);
    assert_eq!(fix.run(Album::objects().by_pk(1).get(fix.db())).await?.stock, 206);
    Ok(())
}

/// Counts the tags, and adds one.
async fn count_and_add(fix: &Fixture, name: &str, met: &tokio::sync::Barrier) -> Result<()> {
    let body = async |tx: &mut Transaction| {
        fix.quiet(Tag::objects().count(tx)).await?;
        met.wait().await;
        fix.quiet(Tag::objects().create(tx, NewTag { code: name.into(), label: "x".into() })).await?;
        Ok(())
    };
    let options = fix.db().transaction().isolation(Isolation::Serializable);
    match fix.style() {
        Style::Wait => options.run_wait(|tx| orm_api::op::park_on(body(tx))),
        Style::Multi | Style::Current => options.run(body).await,
    }
}

/// No order of the two gives what both have seen: one fails, PostgreSQL's when it commits, MySQL's when it waits for the other.
async fn two_that_read_what_the_other_writes(fix: Fixture) -> Result<()> {
    let met = Arc::new(tokio::sync::Barrier::new(2));
    let (ops, meets) = (fix.clone(), met.clone());
    let one = fix.spawn_aside(async move { count_and_add(&ops, "one", &meets).await });
    let (ops, meets) = (fix.clone(), met.clone());
    let other = fix.spawn_aside(async move { count_and_add(&ops, "other", &meets).await });
    let (one, other) = (one.join().await, other.join().await);
    let failed = match (one, other) {
        (Ok(()), Err(error)) | (Err(error), Ok(())) => error,
        both => crate::runner::fail(format!("one of two was to fail: {both:?}")),
    };
    let kind =
        if fix.engine() == Engine::Postgres { ErrorKind::SerializationFailure } else { ErrorKind::Deadlock };
    assert_eq!((failed.kind(), failed.retry().outcome), (kind, Outcome::NotDone), "{failed}");
    assert!(failed.retry().advised());
    assert_eq!(fix.run(Tag::objects().count(fix.db())).await?, 1);
    Ok(())
}
