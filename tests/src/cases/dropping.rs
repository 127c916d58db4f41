//! Futures that are dropped at their first poll, their second, and so on: whole or not at all, and nothing is left.

use super::{
    data::{artist, shop},
    queues::until,
};
use crate::{
    Case, Fixture, Options, Style, case,
    models::{Album, Artist, NewTag, Tag},
};
use segue::{Result, Transaction, prelude::*};
use std::{future::poll_fn, pin::pin, task::Poll};

pub(super) fn cases() -> Vec<Case> {
    let cases = vec![
        case!(a_read),
        case!(a_write),
        case!(a_write_of_several_statements),
        case!(beginning),
        case!(committing),
        case!(rolling_back),
        case!(a_whole_transaction),
        case!(a_savepoint),
        case!(a_stream),
        case!(a_get_or_create),
        case!(a_blocking_function),
    ];
    cases.into_iter().map(|case| case.only(&Style::ASYNC).tuned(one_connection).concurrent()).collect()
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

/// After so many polls everything that is tried here has ended.
const POLLS: usize = 8;

/// More rows of two fields than one statement takes on any database.
const ROWS: u64 = 32_800;

/// Polls `future` as often as it is woken, at most `polls` times, and drops it. `None` where it had not ended.
pub(super) async fn cut<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(move |cx| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// The connection has come back, it is outside of any transaction, and nothing waits.
async fn nothing_is_left(fix: &Fixture) -> Result<()> {
    until(fix, |status| status.in_use == 0 && status.waiting == 0).await?;
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.quiet(tx.rollback()).await?;
    fix.place().neutral()?.expect_no_transaction(fix.engine())
}

async fn tags(fix: &Fixture) -> Result<u64> {
    fix.quiet(Tag::objects().count(fix.db())).await
}

fn tag(number: usize) -> NewTag {
    NewTag { code: format!("t{number}"), label: "x".into() }
}

async fn a_read(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    for polls in 0..POLLS {
        let found = cut(Album::objects().all(fix.db()), polls).await.transpose()?;
        assert!(found.is_none_or(|found| found.len() == 4));
        nothing_is_left(&fix).await?;
    }
    Ok(())
}

async fn a_write(fix: Fixture) -> Result<()> {
    let mut least = 0;
    for polls in 0..POLLS {
        let ended = cut(Tag::objects().create(fix.db(), tag(polls)), polls).await.transpose()?.is_some();
        nothing_is_left(&fix).await?;
        let now = tags(&fix).await?;
        // One that was cut off may have been sent, and then is done as a whole.
        assert!(now == least || now == least + 1);
        assert!(!ended || now == least + 1);
        assert!(polls > 0 || now == 0, "an operation that was never polled was sent");
        least = now;
    }
    Ok(())
}

async fn a_write_of_several_statements(fix: Fixture) -> Result<()> {
    for polls in [0, 1, 2, 4, 8] {
        let rows = (0..ROWS).map(|number| NewTag { code: format!("{polls}-{number}"), label: "x".into() });
        let made = cut(Tag::objects().bulk_create(fix.db(), rows), polls).await.transpose()?.is_some();
        nothing_is_left(&fix).await?;
        let now = tags(&fix).await?;
        assert!(now == 0 && !made || now == ROWS, "{now} of {ROWS} rows are there after {polls} polls");
        fix.place().neutral()?.execute("DELETE FROM tag")?;
    }
    Ok(())
}

async fn beginning(fix: Fixture) -> Result<()> {
    for polls in 0..POLLS {
        drop(cut(fix.db().begin(), polls).await.transpose()?);
        nothing_is_left(&fix).await?;
    }
    Ok(())
}

/// Not begun, it rolls back; begun, it goes on to its end without its caller.
async fn committing(fix: Fixture) -> Result<()> {
    for polls in 0..POLLS {
        let tx = fix.db().begin().await?;
        Tag::objects().create(&tx, tag(polls)).await?;
        cut(tx.commit(), polls).await.transpose()?;
        nothing_is_left(&fix).await?;
        assert_eq!(tags(&fix).await?, polls as u64, "after {polls} polls of the commit");
    }
    Ok(())
}

async fn rolling_back(fix: Fixture) -> Result<()> {
    for polls in 0..POLLS {
        let tx = fix.db().begin().await?;
        Tag::objects().create(&tx, tag(polls)).await?;
        cut(tx.rollback(), polls).await.transpose()?;
        nothing_is_left(&fix).await?;
        assert_eq!(tags(&fix).await?, 0);
    }
    Ok(())
}

/// Both rows or none.
async fn a_whole_transaction(fix: Fixture) -> Result<()> {
    let mut pairs = 0;
    for polls in 0..POLLS * 3 {
        let body = async |tx: &mut Transaction| {
            Tag::objects().create(tx, tag(2 * polls)).await?;
            tokio::task::yield_now().await;
            Tag::objects().create(tx, tag(2 * polls + 1)).await
        };
        let ended = cut(fix.db().atomic(body), polls).await.transpose()?.is_some();
        nothing_is_left(&fix).await?;
        let now = tags(&fix).await?;
        assert!(now == 2 * pairs && !ended || now == 2 * pairs + 2, "{now} rows, {pairs} pairs before");
        pairs = now / 2;
    }
    assert!(pairs > 0, "no transaction came to its end");
    Ok(())
}

/// The inner one wholly or not at all; the outer one goes on.
async fn a_savepoint(fix: Fixture) -> Result<()> {
    for polls in 0..POLLS * 2 {
        let ops = &fix;
        let expected = fix
            .db()
            .atomic(async |tx| {
                let body = async |inner: &mut Transaction| {
                    Artist::objects().create(inner, artist("inner", None)).await?;
                    tokio::task::yield_now().await;
                    Artist::objects().create(inner, artist("inner too", None)).await
                };
                let ended = cut(tx.atomic(body), polls).await.transpose()?.is_some();
                let seen = Artist::objects().count(tx).await?;
                assert!(seen == 2 || seen == 0 && !ended, "{seen} rows of the savepoint after {polls} polls");
                Artist::objects().create(tx, artist("outer", None)).await?;
                Ok(seen + 1)
            })
            .await?;
        nothing_is_left(ops).await?;
        assert_eq!(fix.quiet(Artist::objects().count(fix.db())).await?, expected);
        fix.quiet(Artist::objects().delete(fix.db())).await?;
    }
    Ok(())
}

async fn a_stream(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    for polls in 0..POLLS {
        let query = Album::objects().order_by(Album::id);
        let mut stream = query.stream(fix.db());
        let first = cut(stream.try_next(), polls).await.transpose()?.flatten();
        // The future may be dropped at any time, and loses no row.
        let next = stream.try_next().await?;
        assert_eq!(next.map(|album| album.id), Some(first.map_or(1, |album| album.id + 1)));
        drop(stream);
        nothing_is_left(&fix).await?;
    }
    Ok(())
}

async fn a_get_or_create(fix: Fixture) -> Result<()> {
    for polls in 0..POLLS {
        let op = Tag::objects().get_or_create(
            fix.db(),
            Tag::code.eq("one"),
            NewTag { code: "one".into(), label: "x".into() },
        );
        drop(cut(op, polls).await.transpose()?);
        nothing_is_left(&fix).await?;
        assert!(tags(&fix).await? <= 1);
    }
    Ok(())
}

/// One that has begun runs to its end; its result is discarded.
async fn a_blocking_function(fix: Fixture) -> Result<()> {
    for polls in 1..POLLS {
        let (ended, waiting) = tokio::sync::oneshot::channel();
        let function = move |db: &Database| {
            let made = Tag::objects().create(db, tag(polls)).wait();
            let _ = ended.send(());
            made
        };
        drop(cut(fix.db().run_blocking(function), polls).await.transpose()?);
        waiting.await.map_err(crate::setup::failed)?;
        nothing_is_left(&fix).await?;
        assert_eq!(tags(&fix).await?, polls as u64);
    }
    Ok(())
}
