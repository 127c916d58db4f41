//! Blocking calls and async tasks.

use super::data::{artist, shop, to_create};
use crate::{
    Case, Fixture, Style, case,
    models::{Album, Artist},
    runner::{caught, fail},
};
use orm_api::op::Policy;
use segue::{Database, Result, Transaction, prelude::*};
use std::thread;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(waiting_inside_a_task_is_refused).only(&Style::ASYNC),
        case!(waiting_elsewhere_is_allowed).only(&Style::ASYNC),
        case!(waiting_inside_a_task_can_be_allowed).only(&[Style::Multi]).tuned(|options| {
            options.blocking = Policy::Allow;
        }),
        case!(a_wait_on_a_transaction_of_the_same_task_ends)
            .only(&Style::ASYNC)
            .tuned(|options| options.blocking = Policy::Allow)
            .concurrent(),
        case!(a_blocking_function_runs_in_any_phase),
        case!(a_blocking_function_can_open_a_transaction),
        case!(a_panic_of_a_blocking_function_comes_back),
        case!(a_blocking_function_in_a_transaction_is_part_of_it).only(&Style::ASYNC),
        case!(a_blocking_function_inside_atomic_cannot_use_the_database_handle).only(&Style::ASYNC),
        case!(begun_blocking_and_ended_async).only(&Style::ASYNC),
        case!(operations_are_futures_that_can_be_spawned_and_joined).only(&Style::ASYNC).concurrent(),
        case!(joined_statements_of_one_transaction_queue).only(&Style::ASYNC).concurrent(),
        case!(an_operation_does_nothing_before_it_is_polled),
        case!(async_code_can_be_called_from_blocking_code_that_async_code_called).only(&Style::ASYNC),
    ]
}

fn report(db: &Database) -> Result<u64> {
    let dear = Album::objects().filter(Album::stock.gt(0)).count(db).wait()?;
    let rows: Result<Vec<Album>> = Album::objects().iter(db).collect();
    Ok(dear * 100 + rows?.len() as u64)
}

/// It would block every task of the thread: an error with the place of the call and the remedy, for an operation, an
/// iterator, a fill and a transaction; and nothing is sent.
async fn waiting_inside_a_task_is_refused(fix: Fixture) -> Result<()> {
    let shop = shop(&fix).await?;
    let line = line!() + 1;
    let refused = Album::objects().count(fix.db()).wait();
    let error = fix.refused(refused, ErrorKind::BlockingInAsync);
    assert!(error.to_string().contains("tasks.rs") && error.to_string().contains("run_blocking"), "{error}");
    assert_eq!(error.place().map(|place| place.line()), Some(line));
    let first = Album::objects().iter(fix.db()).next().transpose();
    fix.refused(first, ErrorKind::BlockingInAsync);
    let atomic = fix.db().atomic_wait(|_| Ok(()));
    fix.refused(atomic, ErrorKind::BlockingInAsync);
    let mut album = shop.odd;
    fix.refused(album.refresh_from_db(fix.db()).wait(), ErrorKind::BlockingInAsync);
    let tx = fix.db().begin().await?;
    fix.refused(Album::objects().count(&tx).wait(), ErrorKind::BlockingInAsync);
    tx.commit().await?;
    fix.capture().assert_num_queries(2);
    Ok(())
}

/// On a thread of the runtime's that may block, on a thread of one's own, and in what `run_blocking` runs.
async fn waiting_elsewhere_is_allowed(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let db = fix.db().clone();
    let may_block = tokio::task::spawn_blocking(move || report(&db)).await;
    assert_eq!(may_block.map_err(crate::setup::failed)??, 304);
    let (db, (sender, answer)) = (fix.db().clone(), tokio::sync::oneshot::channel());
    thread::spawn(move || drop(sender.send(report(&db))));
    assert_eq!(answer.await.map_err(crate::setup::failed)??, 304);
    assert_eq!(fix.db().run_blocking(report).await?, 304);
    Ok(())
}

/// By the policy.
async fn waiting_inside_a_task_can_be_allowed(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    assert_eq!(report(fix.db())?, 304);
    Ok(())
}

/// With the answer, or, where the task's own runtime would have to bring it, with an error; the transaction goes on either way.
async fn a_wait_on_a_transaction_of_the_same_task_ends(fix: Fixture) -> Result<()> {
    let tx = fix.db().begin().await?;
    Artist::objects().create(&tx, artist("a", None)).await?;
    match Artist::objects().count(&tx).wait() {
        Ok(count) => assert_eq!(count, 1),
        Err(error) => {
            assert_eq!(
                (error.kind(), fix.setup().mode()),
                (ErrorKind::BlockingInAsync, Mode::Native),
                "{error}"
            );
        }
    }
    assert_eq!(fix.run(Artist::objects().count(&tx)).await?, 1);
    fix.run(tx.commit()).await
}

/// `run_blocking` from async and from blocking code.
async fn a_blocking_function_runs_in_any_phase(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    assert_eq!(fix.run(fix.db().run_blocking(report)).await?, 304);
    let failing = fix.db().run_blocking(|db| Album::objects().by_pk(9).get(db).wait());
    fix.fails(failing, ErrorKind::DoesNotExist).await;
    Ok(())
}

/// With `atomic_wait`, as it always did.
async fn a_blocking_function_can_open_a_transaction(fix: Fixture) -> Result<()> {
    let made = fix.db().run_blocking(|db| {
        db.atomic_wait(|tx| {
            Artist::objects().create(tx, artist("a", None)).wait()?;
            tx.atomic_wait(|inner| Artist::objects().create(inner, artist("b", None)).wait())
                .map(|artist| artist.id)
        })
    });
    assert_eq!(fix.run(made).await?, 2);
    fix.capture().assert_num_queries(4 + 2 * to_create(&fix));
    Ok(())
}

/// With its payload, in the caller.
async fn a_panic_of_a_blocking_function_comes_back(fix: Fixture) -> Result<()> {
    let panicking = fix.db().run_blocking(|_| -> Result<()> { fail("the function panics".to_owned()) });
    let panicked = caught(fix.quiet(panicking)).await;
    assert!(panicked.is_err_and(|message| message.contains("the function panics")));
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    Ok(())
}

/// Begun by async code, used by blocking code, committed, or not, by async code.
async fn a_blocking_function_in_a_transaction_is_part_of_it(fix: Fixture) -> Result<()> {
    fn step(tx: &mut Transaction) -> Result<u64> {
        Artist::objects().create(tx, artist("step", None)).wait()?;
        let rows: Result<Vec<Artist>> = Artist::objects().iter(&mut *tx).collect();
        Ok(rows?.len() as u64)
    }
    let mut tx = fix.db().begin().await?;
    assert_eq!(tx.run_blocking(step).await?, 1);
    tx.rollback().await?;
    let seen = fix.db().atomic(async |tx| tx.run_blocking(step).await).await?;
    assert_eq!((seen, Artist::objects().count(fix.db()).await?), (1, 1));
    Ok(())
}

/// It runs inside of the transaction, wherever it runs.
async fn a_blocking_function_inside_atomic_cannot_use_the_database_handle(fix: Fixture) -> Result<()> {
    let db = fix.db().clone();
    let ops = fix.clone();
    fix.db()
        .atomic(async move |tx| {
            let refused = tx.run_blocking(move |_| Artist::objects().count(&db).wait()).await;
            ops.refused(refused, ErrorKind::OutsideTransaction);
            Ok(())
        })
        .await
}

/// The other way round.
async fn begun_blocking_and_ended_async(fix: Fixture) -> Result<()> {
    let tx = fix.db().run_blocking(|db| {
        let tx = db.begin().wait()?;
        Artist::objects().create(&tx, artist("a", None)).wait()?;
        Ok(tx)
    });
    let tx = tx.await?;
    assert_eq!(Artist::objects().count(&tx).await?, 1);
    tx.commit().await?;
    assert_eq!(Artist::objects().count(fix.db()).await?, 1);
    Ok(())
}

/// `spawn`, `join`, `select`, `timeout`: they borrow nothing.
async fn operations_are_futures_that_can_be_spawned_and_joined(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let spawned = tokio::spawn(Album::objects().count(fix.db()));
    let all = (1..=4).map(|id| Album::objects().by_pk(id).get(fix.db()));
    let albums = futures::future::try_join_all(all).await?;
    assert_eq!(albums.iter().map(|album| album.id).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(spawned.await.map_err(crate::setup::failed)??, 4);
    let in_time =
        tokio::time::timeout(std::time::Duration::from_secs(20), Album::objects().count(fix.db())).await;
    assert_eq!(in_time.map_err(crate::setup::failed)??, 4);
    Ok(())
}

/// One after the other on the transaction's connection, in their order.
async fn joined_statements_of_one_transaction_queue(fix: Fixture) -> Result<()> {
    let ops = fix.clone();
    fix.atomic(async |tx| {
        let made = (0..20).map(|number| Artist::objects().create(tx, artist(&format!("a{number}"), None)));
        let made = futures::future::try_join_all(made).await?;
        let ids: Vec<i64> = made.iter().map(|artist| artist.id).collect();
        assert_eq!(ids, (1..=20).collect::<Vec<_>>());
        let (count, first) = futures::try_join!(
            Artist::objects().count(tx),
            Artist::objects().order_by(Artist::id).first(tx)
        )?;
        assert_eq!((count, first.map(|first| first.name)), (20, Some("a0".to_owned())));
        assert_eq!(ops.capture().len(), 1 + 20 * to_create(&ops) + 2);
        Ok(())
    })
    .await
}

/// Made, and dropped.
async fn an_operation_does_nothing_before_it_is_polled(fix: Fixture) -> Result<()> {
    drop(Artist::objects().create(fix.db(), artist("a", None)));
    drop(fix.db().begin());
    drop(Artist::objects().stream(fix.db()));
    let tx = fix.quiet(fix.db().begin()).await?;
    fix.quiet(Artist::objects().create(&tx, artist("b", None))).await?;
    drop(tx.commit());
    assert_eq!(fix.run(Artist::objects().count(fix.db())).await?, 0);
    let sent = fix.capture().texts();
    assert_eq!(sent.iter().filter(|text| text.starts_with("COMMIT")).count(), 0, "{sent:?}");
    fix.forget();
    Ok(())
}

/// One wait inside another.
async fn async_code_can_be_called_from_blocking_code_that_async_code_called(fix: Fixture) -> Result<()> {
    shop(&fix).await?;
    let nested = fix.db().run_blocking(|db| {
        let inner = db.clone();
        orm_api::op::park_on(async move { inner.run_blocking(report).await })
    });
    assert_eq!(nested.await?, 304);
    Ok(())
}
