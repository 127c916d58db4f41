//! What runs after a commit.

use super::data::artist;
use crate::{
    Case, Fixture, Options, Style, case,
    models::Artist,
    runner::{caught, fail},
};
use futures::future::{Either, pending, select};
use segue::{Result, Transaction, prelude::*};
use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::oneshot;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(they_run_after_the_commit_in_their_order),
        case!(they_are_forgotten_with_a_rollback),
        case!(one_that_panics_stops_no_other),
        case!(they_may_be_futures),
        case!(after_a_rollback_others_run),
        case!(after_a_commit_that_failed_they_run_too),
        case!(those_of_a_savepoint_run_when_it_is_undone),
        case!(a_dropped_transaction_runs_them_elsewhere),
        case!(a_robust_one_panics_alone),
        case!(those_of_a_savepoint_come_to_their_end).only(&Style::ASYNC).concurrent(),
        case!(one_that_never_ends_holds_no_connection).only(&Style::ASYNC).tuned(one_connection).concurrent(),
    ]
}

fn one_connection(options: &mut Options) {
    options.settings.pool.max_connections = 1;
}

fn new(name: &str) -> crate::models::NewArtist {
    artist(name, None)
}

async fn names(fix: &Fixture) -> Result<Vec<String>> {
    fix.run(Artist::objects().order_by(Artist::id).values_flat(Artist::name).all(fix.db())).await
}

/// What is called when, by several.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<&'static str>>>);

impl Calls {
    fn push(&self, call: &'static str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(call);
    }

    fn list(&self) -> Vec<&'static str> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Not before: another connection sees the work when they run.
async fn they_run_after_the_commit_in_their_order(fix: Fixture) -> Result<()> {
    let (ops, calls, place) = (fix.clone(), Calls::default(), fix.clone());
    let (first, second) = (calls.clone(), calls.clone());
    fix.atomic(async move |tx| {
        tx.on_commit(move || {
            let seen =
                place.place().neutral().and_then(|neutral| neutral.value("SELECT count(*) FROM artist"));
            first.push(if seen.is_ok_and(|seen| seen == "1") { "first" } else { "too early" });
        });
        ops.quiet(Artist::objects().create(tx, new("a"))).await?;
        tx.on_commit(move || second.push("second"));
        Ok(())
    })
    .await?;
    assert_eq!(calls.list(), ["first", "second"]);
    Ok(())
}

/// By an error, by a guard's rollback, by dropping it.
async fn they_are_forgotten_with_a_rollback(fix: Fixture) -> Result<()> {
    let calls = Calls::default();
    let inner = calls.clone();
    let failed: Result<()> = fix
        .atomic(async move |tx| {
            tx.on_commit(move || inner.push("never"));
            Err(Error::new(ErrorKind::Application, "no"))
        })
        .await;
    fix.refused(failed, ErrorKind::Application);
    let tx = fix.quiet(fix.db().begin()).await?;
    let inner = calls.clone();
    tx.on_commit(move || inner.push("never"));
    fix.run(tx.rollback()).await?;
    let tx = fix.quiet(fix.db().begin()).await?;
    let inner = calls.clone();
    tx.on_commit(move || inner.push("never"));
    drop(tx);
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    assert_eq!(calls.list(), [""; 0]);
    fix.forget();
    Ok(())
}

/// The commit stands, the other callbacks run, and the panic reaches whoever commits.
async fn one_that_panics_stops_no_other(fix: Fixture) -> Result<()> {
    let calls = Calls::default();
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.quiet(Artist::objects().create(&tx, new("a"))).await?;
    tx.on_commit(|| fail("the callback panics".to_owned()));
    let after = calls.clone();
    tx.on_commit(move || after.push("after"));
    let panicked = caught(fix.quiet(tx.commit())).await;
    assert!(panicked.is_err_and(|message| message.contains("the callback panics")));
    assert_eq!((calls.list(), names(&fix).await?), (vec!["after"], vec!["a".to_owned()]));
    Ok(())
}

/// They are awaited by the commit, in the same order.
async fn they_may_be_futures(fix: Fixture) -> Result<()> {
    let calls = Calls::default();
    let tx = fix.quiet(fix.db().begin()).await?;
    let (first, second) = (calls.clone(), calls.clone());
    tx.on_commit_async(async move || {
        tokio::task::yield_now().await;
        first.push("future");
    });
    tx.on_commit(move || second.push("function"));
    fix.run(tx.commit()).await?;
    assert_eq!(calls.list(), ["future", "function"]);
    Ok(())
}

/// Those of a commit do not, and the other way round.
async fn after_a_rollback_others_run(fix: Fixture) -> Result<()> {
    let calls = Calls::default();
    for commits in [true, false] {
        let tx = fix.quiet(fix.db().begin()).await?;
        let (first, second, never) = (calls.clone(), calls.clone(), calls.clone());
        tx.on_commit(move || never.push("committed"));
        tx.on_rollback(move || first.push("rolled back"));
        tx.on_rollback_async(async move || second.push("awaited"));
        fix.quiet(if commits { tx.commit() } else { tx.rollback() }).await?;
    }
    assert_eq!(calls.list(), ["committed", "rolled back", "awaited"]);
    Ok(())
}

/// Nothing of it was done.
async fn after_a_commit_that_failed_they_run_too(fix: Fixture) -> Result<()> {
    let (calls, ops) = (Calls::default(), fix.clone());
    let (committed, undone) = (calls.clone(), calls.clone());
    let failed = fix
        .atomic(async move |tx| {
            tx.on_commit(move || committed.push("committed"));
            tx.on_rollback(move || undone.push("undone"));
            ops.quiet(Artist::objects().create(tx, new("a"))).await?;
            ops.fails(Artist::objects().create(tx, new("a")), ErrorKind::UniqueViolation).await;
            Ok(())
        })
        .await;
    fix.refused(failed, ErrorKind::Aborted);
    assert_eq!(calls.list(), ["undone"]);
    Ok(())
}

/// Of one that is kept they stay, and run with the whole's.
async fn those_of_a_savepoint_run_when_it_is_undone(fix: Fixture) -> Result<()> {
    let calls = Calls::default();
    let mut tx = fix.quiet(fix.db().begin()).await?;
    for (kept, call) in [(true, "kept"), (false, "undone")] {
        let inner = calls.clone();
        let body = async |level: &mut segue::Transaction| {
            level.on_rollback(move || inner.push(call));
            if kept { Ok(()) } else { Err(Error::new(ErrorKind::Application, "no")) }
        };
        _ = fix.savepoint(&mut tx, body).await;
    }
    assert_eq!(fix.quiet(Artist::objects().count(&tx)).await?, 0);
    assert_eq!(calls.list(), ["undone"]);
    tx.set_rollback(true);
    fix.quiet(tx.commit()).await?;
    assert_eq!(calls.list(), ["undone", "kept"]);
    Ok(())
}

/// After its connection is known to be clean again.
async fn a_dropped_transaction_runs_them_elsewhere(fix: Fixture) -> Result<()> {
    let (called, waiting) = tokio::sync::oneshot::channel();
    let place = fix.clone();
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.quiet(Artist::objects().create(&tx, new("a"))).await?;
    tx.on_rollback(move || {
        let open = place.place().neutral().and_then(|neutral| neutral.expect_no_transaction(place.engine()));
        drop(called.send(open));
    });
    drop(tx);
    waiting.await.map_err(crate::setup::failed)??;
    assert_eq!(names(&fix).await?, [""; 0]);
    fix.forget();
    Ok(())
}

/// Whoever commits hears nothing of it.
async fn a_robust_one_panics_alone(fix: Fixture) -> Result<()> {
    let calls = Calls::default();
    let tx = fix.quiet(fix.db().begin()).await?;
    tx.robust().on_commit(|| fail("the callback panics".to_owned()));
    tx.robust().on_commit_async(async || fail("so does the future".to_owned()));
    let after = calls.clone();
    tx.robust().on_commit(move || after.push("after"));
    fix.run(tx.commit()).await?;
    assert_eq!(calls.list(), ["after"]);
    Ok(())
}

/// Polls `future` until that has happened, and drops it.
async fn dropped_at(future: impl Future, reached: oneshot::Receiver<()>) -> Result<()> {
    match select(pin!(future), reached).await {
        Either::Left(_) => fail("it has ended".to_owned()),
        Either::Right((reached, _)) => reached.map_err(crate::setup::failed),
    }
}

/// Also where the operation before which they run is dropped while one of them waits.
async fn those_of_a_savepoint_come_to_their_end(fix: Fixture) -> Result<()> {
    let calls = Calls::default();
    let (begins, begun) = oneshot::channel();
    let (let_go, held) = oneshot::channel::<()>();
    let (ends, ended) = oneshot::channel();
    let (opens, opened) = oneshot::channel();
    let (awaited, called) = (calls.clone(), calls.clone());
    let mut tx = fix.db().begin().await?;
    let savepoint = tx.atomic(async move |level: &mut Transaction| {
        level.on_rollback_async(async move || {
            _ = begins.send(());
            _ = held.await;
            awaited.push("awaited");
        });
        level.on_rollback(move || {
            called.push("called");
            _ = ends.send(());
        });
        _ = opens.send(());
        pending::<Result<()>>().await
    });
    dropped_at(savepoint, opened).await?;
    dropped_at(Artist::objects().count(&tx), begun).await?;
    assert_eq!(Artist::objects().count(&tx).await?, 0, "the next operation does not wait for them");
    _ = let_go.send(());
    ended.await.map_err(crate::setup::failed)?;
    assert_eq!(calls.list(), ["awaited", "called"]);
    tx.commit().await
}

/// Not of a transaction that was dropped, and not of a savepoint whose transaction was.
async fn one_that_never_ends_holds_no_connection(fix: Fixture) -> Result<()> {
    for in_a_savepoint in [false, true] {
        let mut tx = fix.db().begin().await?;
        let (begins, begun) = oneshot::channel();
        let never = async move || {
            _ = begins.send(());
            pending().await
        };
        match in_a_savepoint {
            false => {
                tx.on_rollback_async(never);
                drop(tx);
                begun.await.map_err(crate::setup::failed)?;
            }
            true => {
                let body = async move |level: &mut Transaction| -> Result<()> {
                    level.on_rollback_async(never);
                    Err(Error::new(ErrorKind::Application, "no"))
                };
                dropped_at(tx.atomic(body), begun).await?;
                drop(tx);
            }
        }
        assert_eq!(Artist::objects().count(fix.db()).await?, 0);
    }
    Ok(())
}
