use super::*;
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, sync::mpsc};
use tokio::sync::oneshot;

/// A commit that was begun runs its callbacks also where a panic beside it unwinds.
#[test]
fn a_panic_beside_a_commit_loses_no_callback() {
    in_every_mode(|bench| async move {
        for round in 0..20 {
            let tx = bench.db.begin().await.unwrap();
            Item::objects().create(&tx, item(round)).await.unwrap();
            let (called, calls) = mpsc::channel();
            tx.on_commit(move || called.send(()).unwrap());
            let both = async { futures::join!(tx.commit(), async { panic!("beside it") }) };
            AssertUnwindSafe(both).catch_unwind().await.unwrap_err();
            let called = tokio::task::spawn_blocking(move || calls.recv_timeout(DEADLINE));
            called.await.unwrap().expect("committed, and the callback was lost");
        }
        assert_eq!(bench.names().await.len(), 20);
    });
}

/// A callback of a commit whose caller has gone may block until others have written: clean-up does not wait for it.
#[test]
fn callbacks_of_a_dropped_commit_may_block() {
    in_every_mode(|bench| async move {
        let tx = bench.db.begin().await.unwrap();
        let (release, held) = oneshot::channel::<()>();
        let (called, calls) = oneshot::channel();
        tx.on_commit_async(move || async move { held.await.unwrap() });
        let db = bench.db.clone();
        tx.on_commit(move || _ = called.send(Item::objects().create(&db, item("callback")).wait().is_ok()));
        begin_and_drop(tx.commit(), Duration::from_millis(50)).await;
        let other = bench.db.begin().await.unwrap();
        release.send(()).unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        // Dropped, not ended: it takes the clean-up to let the callback write.
        Item::objects().create(&other, item("other")).await.unwrap();
        drop(other);
        assert!(tokio::time::timeout(DEADLINE / 2, calls).await.expect("the callback hangs").unwrap());
        assert_eq!(bench.names().await, ["callback"]);
    });
}

/// A write that is dropped while no connection is free gives the turn to write back at once.
#[test]
fn a_dropped_write_leaves_no_turn_taken() {
    in_every_mode(|bench| async move {
        let small = Bench::another(&bench.directory, bench.db.mode(), 1).await;
        let mut only_connection = Item::objects().stream(&small);
        Item::objects().bulk_create(&bench.db, (0..10_000).map(item)).await.unwrap();
        only_connection.try_next().await.unwrap();
        begin_and_drop(Item::objects().create(&small, item("dropped")), Duration::from_millis(20)).await;
        let written = Item::objects().create(&bench.db, item("written"));
        let written = tokio::time::timeout(DEADLINE / 4, written).await;
        drop(only_connection);
        written.expect("the turn to write is still taken").unwrap();
    });
}

/// Wherever a commit is cut off, it happens, and its callback runs once.
#[test]
fn a_commit_cut_off_anywhere_commits_once() {
    in_every_mode(|bench| async move {
        let (called, calls) = mpsc::channel();
        for round in 0..100 {
            let (tx, called) = (bench.db.begin().await.unwrap(), called.clone());
            Item::objects().create(&tx, item(round)).await.unwrap();
            tx.on_commit(move || called.send(()).unwrap());
            poll_for(Duration::from_micros(round), tx.commit()).await;
        }
        drop(called);
        let calls = tokio::task::spawn_blocking(move || calls.iter().count()).await.unwrap();
        assert_eq!((calls, bench.names().await.len()), (100, 100));
    });
}

/// Wherever `atomic` is cut off, all of it is there or nothing, and its connection comes back.
#[test]
fn a_transaction_cut_off_anywhere_is_whole() {
    in_every_mode(|bench| async move {
        for round in 0..150 {
            let body = bench.db.atomic(async |tx| {
                Item::objects().create(tx, item(format!("{round}, outer"))).await?;
                tx.atomic(async |inner| Item::objects().create(inner, item(format!("{round}, inner"))).await)
                    .await
            });
            poll_for(Duration::from_micros(5 * round), body).await;
        }
        let last = bench.db.begin().await.unwrap();
        assert_eq!(bench.names().await.len() % 2, 0);
        last.rollback().await.unwrap();
        while bench.db.pool().unwrap().in_use > 0 {
            tokio::task::yield_now().await;
        }
    });
}
