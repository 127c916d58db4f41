//! Transactions.

use super::data::{artist, to_create};
use crate::{
    Case, Fixture, Style, case,
    models::Artist,
    runner::{caught, fail},
};
use segue::{Result, Transaction, prelude::*};

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
        case!(a_failed_statement_fails_it),
        case!(a_savepoint_saves_it),
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
    fix.capture().assert_num_queries(3 * to_create(&fix) + 2);
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

/// Nothing more is done in it, and it is not committed: the error names what failed first. PostgreSQL would report success
/// (D-44), the others would commit what came before.
async fn a_failed_statement_fails_it(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    let committed = fix
        .atomic(async |tx| {
            ops.run(Artist::objects().create(tx, new("a"))).await?;
            ops.fails(Artist::objects().create(tx, new("a")), ErrorKind::UniqueViolation).await;
            let later = ops.fails(Artist::objects().create(tx, new("b")), ErrorKind::Aborted).await;
            assert!(later.to_string().contains("it failed with"), "{later}");
            ops.fails(Artist::objects().count(tx), ErrorKind::Aborted).await;
            Ok(())
        })
        .await;
    assert!(!fix.refused(committed, ErrorKind::Aborted).retry().advised());
    assert_eq!(names(&fix).await?, [""; 0]);
    Ok(())
}

/// What may fail is put into a savepoint; after it is undone, the transaction goes on.
async fn a_savepoint_saves_it(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        ops.run(Artist::objects().create(tx, new("a"))).await?;
        let inner = ops.clone();
        let failed = ops
            .savepoint(tx, async |inner_tx| inner.quiet(Artist::objects().create(inner_tx, new("a"))).await)
            .await;
        ops.refused(failed, ErrorKind::UniqueViolation);
        let unique = Artist::name.eq("a");
        let (found, made) = ops.run(Artist::objects().get_or_create(tx, unique, new("a"))).await?;
        assert_eq!((found.name.as_str(), made), ("a", false));
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
    // The thread is awaited, not joined: a connection of this task's runtime is of no use while that is blocked.
    let (sender, ended) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || drop(sender.send(tx.commit().wait())));
    ended.await.map_err(crate::setup::failed)??;
    assert_eq!(names(&fix).await?, ["a"]);
    Ok(())
}
