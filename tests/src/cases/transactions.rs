//! Transactions.

use super::data::{artist, shop};
use crate::{
    Case, Fixture, Style, case,
    models::{Album, Artist},
    runner::{caught, fail},
};
use segue::{Isolation, Result, Transaction, prelude::*};
use std::{
    fmt::Debug,
    sync::{Arc, Mutex, PoisonError},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(ok_commits).snapshot(),
        case!(an_error_rolls_back).snapshot(),
        case!(a_panic_rolls_back).tuned(one_connection),
        case!(a_dropped_future_rolls_back).only(&Style::ASYNC).tuned(one_connection),
        case!(n_statements_are_n_and_two),
        case!(begin_commit_and_rollback).snapshot(),
        case!(a_dropped_guard_rolls_back).tuned(one_connection),
        case!(what_comes_after_the_end_is_refused),
        case!(errors_of_ones_own).only(&Style::ASYNC),
        case!(callbacks_run_after_the_commit_in_their_order),
        case!(callbacks_are_forgotten_with_a_rollback),
        case!(a_panicking_callback_stops_no_other),
        case!(callbacks_may_be_futures),
        case!(options).snapshot(),
        case!(a_reading_transaction_sees_one_state).snapshot(),
        case!(retrying_runs_the_whole_body_again).only(&Style::ASYNC),
        case!(retrying_runs_the_whole_blocking_body_again).only(&Style::BLOCKING),
        case!(the_database_handle_inside_is_refused),
        case!(outside_transaction_is_outside),
        case!(select_for_update_needs_a_transaction),
        case!(functions_over_any_executor),
        case!(functions_that_begin_for_themselves),
        case!(a_failed_statement_does_not_end_it),
        case!(it_is_sent_between_tasks_and_threads).concurrent(),
    ]
}

fn one_connection(options: &mut crate::Options) {
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

/// The body's value is given back, and its work is there.
async fn ok_commits(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let id = fix
        .atomic(async |tx| {
            let made = ops.run(Artist::objects().create(tx, new("a"))).await?;
            assert_eq!(ops.run(Artist::objects().count(tx)).await?, 1);
            Ok(made.id)
        })
        .await?;
    assert_eq!(fix.run(Artist::objects().by_pk(id).get(fix.db())).await?.name, "a");
    Ok(())
}

/// The body's error is given back, and nothing of its work is there.
async fn an_error_rolls_back(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let failed: Result<()> = fix
        .atomic(async |tx| {
            ops.run(Artist::objects().create(tx, new("a"))).await?;
            Err(Error::new(ErrorKind::Application, "changed my mind"))
        })
        .await;
    fix.refused(failed, ErrorKind::Application);
    assert_eq!(names(&fix).await?, [""; 0]);
    Ok(())
}

/// So does a panic, which goes on; the pool's one connection is of use afterwards.
async fn a_panic_rolls_back(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let body = async |tx: &mut Transaction| -> Result<()> {
        ops.quiet(Artist::objects().create(tx, new("a"))).await?;
        fail("the body panics".to_owned())
    };
    let panicked = caught(fix.atomic(body)).await;
    assert!(panicked.is_err_and(|message| message.contains("the body panics")));
    assert_eq!(names(&fix).await?, [""; 0]);
    fix.forget();
    Ok(())
}

/// So does a future that is dropped in its middle.
async fn a_dropped_future_rolls_back(fix: Fixture) -> Result<()> {
    let (begun, waiting) = tokio::sync::oneshot::channel();
    let (db, ops) = (fix.db().clone(), fix.clone());
    let work = async {
        let body = async |tx: &mut Transaction| -> Result<()> {
            ops.quiet(Artist::objects().create(tx, new("a"))).await?;
            let _ = begun.send(());
            std::future::pending().await
        };
        db.atomic(body).await
    };
    tokio::select! {
        _ = work => fail("the body never ends".to_owned()),
        _ = waiting => {}
    }
    assert_eq!(names(&fix).await?, [""; 0]);
    fix.forget();
    Ok(())
}

/// Two round trips more than the statements.
async fn n_statements_are_n_and_two(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        for name in ["a", "b", "c"] {
            ops.quiet(Artist::objects().create(tx, new(name))).await?;
        }
        Ok(())
    })
    .await?;
    fix.capture().assert_num_queries(5);
    Ok(())
}

/// The guard.
async fn begin_commit_and_rollback(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.run(Artist::objects().create(&tx, new("a"))).await?;
    fix.run(tx.commit()).await?;
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.run(Artist::objects().create(&tx, new("b"))).await?;
    fix.run(tx.rollback()).await?;
    assert_eq!(names(&fix).await?, ["a"]);
    Ok(())
}

/// Without a word; the pool's one connection comes back clean.
async fn a_dropped_guard_rolls_back(fix: Fixture) -> Result<()> {
    for _ in 0..3 {
        let tx = fix.quiet(fix.db().begin()).await?;
        fix.quiet(Artist::objects().create(&tx, new("a"))).await?;
        drop(tx);
        assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    }
    fix.forget();
    Ok(())
}

/// An operation that outlives its transaction is an error, and never runs elsewhere.
async fn what_comes_after_the_end_is_refused(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    let late = [Artist::objects().create(&tx, new("late")), Artist::objects().create(&tx, new("later"))];
    fix.run(tx.commit()).await?;
    for op in late {
        fix.fails(op, ErrorKind::Ended).await;
    }
    let tx = fix.quiet(fix.db().begin()).await?;
    let late = Artist::objects().count(&tx);
    drop(tx);
    fix.fails(late, ErrorKind::Ended).await;
    assert_eq!(names(&fix).await?, [""; 0]);
    Ok(())
}

#[derive(Debug)]
enum Shop {
    Poor,
    Database(Error),
}

impl From<Error> for Shop {
    fn from(error: Error) -> Self {
        Shop::Database(error)
    }
}

/// `try_atomic` takes an error type of the application's, and rolls back on it.
async fn errors_of_ones_own(fix: Fixture) -> Result<()> {
    let poor: Result<(), Shop> = fix
        .db()
        .try_atomic(async |tx| {
            Artist::objects().create(tx, new("a")).await?;
            Err(Shop::Poor)
        })
        .await;
    assert!(matches!(poor, Err(Shop::Poor)), "{poor:?}");
    let twice: Result<(), Shop> = fix
        .db()
        .try_atomic(async |tx| {
            Artist::objects().create(tx, new("a")).await?;
            Artist::objects().create(tx, new("a")).await?;
            Ok(())
        })
        .await;
    assert!(matches!(twice, Err(Shop::Database(error)) if error.is_unique_violation()));
    assert_eq!(names(&fix).await?, [""; 0]);
    Ok(())
}

/// Not before: another connection sees the work when they run.
async fn callbacks_run_after_the_commit_in_their_order(fix: Fixture) -> Result<()> {
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
async fn callbacks_are_forgotten_with_a_rollback(fix: Fixture) -> Result<()> {
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
async fn a_panicking_callback_stops_no_other(fix: Fixture) -> Result<()> {
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
async fn callbacks_may_be_futures(fix: Fixture) -> Result<()> {
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

/// Isolation is satisfied by SQLite's own; what only reads begins without the turn to write.
async fn options(fix: Fixture) -> Result<()> {
    for isolation in [Isolation::ReadCommitted, Isolation::RepeatableRead, Isolation::Serializable] {
        let ops = fix.clone();
        let body = async |tx: &mut Transaction| ops.run(Artist::objects().count(tx)).await;
        let options = fix.db().transaction().isolation(isolation);
        let count = match fix.style() {
            Style::Wait => options.run_wait(|tx| orm_api::op::park_on(body(tx))),
            Style::Multi | Style::Current => options.run(body).await,
        };
        assert_eq!(count?, 0);
    }
    Ok(())
}

/// What is committed meanwhile is not seen; it waits for no writer, and cannot write.
async fn a_reading_transaction_sees_one_state(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let ops = fix.clone();
    let body = async |tx: &mut Transaction| {
        let before = ops.run(Album::objects().count(tx)).await?;
        ops.place().neutral()?.execute("DELETE FROM album WHERE id = 4")?;
        assert_eq!(ops.run(Album::objects().count(tx)).await?, before);
        Ok(before)
    };
    let options = fix.db().transaction().read_only();
    let before = match fix.style() {
        Style::Wait => options.run_wait(|tx| orm_api::op::park_on(body(tx))),
        Style::Multi | Style::Current => options.run(body).await,
    };
    assert_eq!((before?, fix.run(Album::objects().count(fix.db())).await?), (4, 3));
    Ok(())
}

/// Where the error advises it, at most so many times; never for other errors.
async fn retrying_runs_the_whole_body_again(fix: Fixture) -> Result<()> {
    let tries = &Mutex::new(0);
    let busy = async |tx: &mut Transaction| {
        Artist::objects().create(tx, new("a")).await?;
        let mut tries = tries.lock().unwrap_or_else(PoisonError::into_inner);
        *tries += 1;
        if *tries < 3 { Err(Error::new(ErrorKind::SerializationFailure, "again")) } else { Ok(*tries) }
    };
    assert_eq!(fix.db().transaction().retry(3).run(busy).await?, 3);
    assert_eq!(names(&fix).await?, ["a"]);
    let hopeless = async |tx: &mut Transaction| Artist::objects().create(tx, new("a")).await;
    let failed = fix.db().transaction().retry(3).run(hopeless).await;
    fix.refused(failed, ErrorKind::UniqueViolation);
    Ok(())
}

/// The same, blocking.
async fn retrying_runs_the_whole_blocking_body_again(fix: Fixture) -> Result<()> {
    let mut tries = 0;
    let made = fix.db().transaction().retry(3).run_wait(|tx| {
        Artist::objects().create(tx, new("a")).wait()?;
        tries += 1;
        if tries < 3 { Err(Error::new(ErrorKind::Busy, "again")) } else { Ok(tries) }
    })?;
    assert_eq!((made, names(&fix).await?), (3, vec!["a".to_owned()]));
    let never =
        fix.db().transaction().retry(1).run_wait(|_| Err::<(), _>(Error::new(ErrorKind::Busy, "again")));
    fix.refused(never, ErrorKind::Busy);
    Ok(())
}

/// It would silently run outside of the transaction; the message says where that was begun.
async fn the_database_handle_inside_is_refused(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        let error = ops.fails(Artist::objects().count(ops.db()), ErrorKind::OutsideTransaction).await;
        assert!(error.to_string().contains(".rs:"), "{error}");
        ops.fails(Artist::objects().create(ops.db(), new("a")), ErrorKind::OutsideTransaction).await;
        let begun = ops.quiet(ops.db().begin()).await;
        ops.refused(begun, ErrorKind::OutsideTransaction);
        assert_eq!(ops.run(Artist::objects().count(tx)).await?, 0);
        Ok(())
    })
    .await?;
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    Ok(())
}

/// For those who mean it: another connection, which sees nothing of the transaction's work.
async fn outside_transaction_is_outside(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.run(Artist::objects().create(tx, new("a"))).await?;
        let outside = ops.db().outside_transaction();
        assert_eq!(ops.run(Artist::objects().count(&outside)).await?, 0);
        Ok(())
    })
    .await
}

/// Outside of one it would lock nothing.
async fn select_for_update_needs_a_transaction(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let locked = Artist::objects().by_pk(1).select_for_update();
    fix.fails(locked.get(fix.db()), ErrorKind::Usage).await;
    let ops = fix.clone();
    let name = fix.atomic(async |tx| Ok(ops.run(locked.get(tx)).await?.name)).await?;
    assert_eq!(name, "Pink Floyd");
    Ok(())
}

async fn how_many(fix: &Fixture, executor: &(impl Executor + ?Sized)) -> Result<u64> {
    fix.run(Artist::objects().count(executor)).await
}

/// `&db`, `tx`, `&dyn Executor` and an `Arc`.
async fn functions_over_any_executor(fix: Fixture) -> Result<()> {
    assert_eq!(how_many(&fix, fix.db()).await?, 0);
    assert_eq!(how_many(&fix, fix.capture()).await?, 0);
    assert_eq!(how_many(&fix, &Arc::new(fix.db().clone())).await?, 0);
    let dynamic: &dyn Executor = fix.db();
    assert_eq!(how_many(&fix, dynamic).await?, 0);
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.quiet(Artist::objects().create(tx, new("a"))).await?;
        assert_eq!(how_many(&ops, tx).await?, 1);
        Ok(())
    })
    .await
}

async fn make_two(fix: &Fixture, mut on: impl Begin, names: [&str; 2]) -> Result<()> {
    on.atomic_in(async |tx| {
        for name in names {
            fix.style().run(Artist::objects().create(tx, new(name))).await?;
        }
        Ok(())
    })
    .await
}

/// `impl Begin`: a transaction on `&db`, a savepoint on `&mut *tx`.
async fn functions_that_begin_for_themselves(fix: Fixture) -> Result<()> {
    make_two(&fix, fix.db(), ["a", "b"]).await?;
    let failed = make_two(&fix, fix.db(), ["c", "a"]).await;
    fix.refused(failed, ErrorKind::UniqueViolation);
    let ops = fix.clone();
    fix.atomic(async |tx| {
        make_two(&ops, &mut *tx, ["d", "e"]).await?;
        let failed = make_two(&ops, &mut *tx, ["f", "a"]).await;
        ops.refused(failed, ErrorKind::UniqueViolation);
        Ok(())
    })
    .await?;
    assert_eq!(names(&fix).await?, ["a", "b", "d", "e"]);
    Ok(())
}

/// On SQLite a statement that fails is undone alone; the transaction goes on.
async fn a_failed_statement_does_not_end_it(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.run(Artist::objects().create(tx, new("a"))).await?;
        ops.fails(Artist::objects().create(tx, new("a")), ErrorKind::UniqueViolation).await;
        ops.run(Artist::objects().create(tx, new("b"))).await?;
        Ok(())
    })
    .await?;
    assert_eq!(names(&fix).await?, ["a", "b"]);
    Ok(())
}

/// It belongs to its handle: begun here, used there, ended elsewhere.
async fn it_is_sent_between_tasks_and_threads(fix: Fixture) -> Result<()> {
    let tx = fix.quiet(fix.db().begin()).await?;
    let ops = fix.clone();
    let used = fix.spawn(async move {
        ops.quiet(Artist::objects().create(&tx, new("a"))).await?;
        Ok::<_, Error>(tx)
    });
    let tx = used.join().await?;
    let ended = std::thread::spawn(move || tx.commit().wait()).join();
    ended.map_err(|_| Error::new(ErrorKind::Internal, "the thread panicked"))??;
    assert_eq!(names(&fix).await?, ["a"]);
    Ok(())
}
