use super::*;

/// An operation of a savepoint that has ended does not get into the next savepoint.
#[test]
fn an_operation_ends_with_its_savepoint() {
    in_every_mode(|bench| async move {
        let run = bench.db.atomic(async |tx| {
            let late = tx.atomic(async |inner| Ok(Item::objects().create(inner, item("late")))).await?;
            tx.atomic(async |_| Ok(late.await.unwrap_err().kind())).await
        });
        assert_eq!(run.await.unwrap(), ErrorKind::Ended);
        assert!(bench.names().await.is_empty());
    });
}

/// An operation of the outer handle is refused inside a savepoint: it would be undone with it.
#[test]
fn the_outer_handle_rests_while_a_savepoint_is_open() {
    in_every_mode(|bench| async move {
        let run = bench.db.atomic(async |tx| {
            let outer = Item::objects().create(tx, item("outer"));
            let mut refused = None;
            let inner = tx.atomic(async |_| {
                refused = outer.await.err();
                refuse::<()>()
            });
            inner.await.unwrap_err();
            Item::objects().create(tx, item("after")).await?;
            Ok(refused.map(|error| error.kind()))
        });
        assert_eq!(run.await.unwrap(), Some(ErrorKind::Usage));
        assert_eq!(bench.names().await, ["after"]);
    });
}

/// Undoing a dropped savepoint, cut off anywhere, leaves a transaction that goes on.
#[test]
fn undoing_a_savepoint_is_never_cut_off() {
    in_every_mode(|bench| async move {
        for round in 0..50 {
            let mut tx = bench.db.begin().await.unwrap();
            let dropped = tx.atomic(async |inner| {
                Item::objects().create(inner, item("dropped")).await?;
                futures::future::pending::<Result<()>>().await
            });
            begin_and_drop(dropped, Duration::from_millis(3)).await;
            // In a savepoint of its own: cut off, it would fail the transaction.
            let counted = tx.atomic(async |inner| Item::objects().count(inner).await);
            poll_for(Duration::from_micros(5 * round), counted).await;
            assert_eq!(Item::objects().count(&tx).await.unwrap(), 0, "in round {round}");
            tx.commit().await.unwrap();
        }
        assert!(bench.names().await.is_empty());
    });
}

/// A blocking function that was left running keeps its savepoint to itself: the caller cannot write into it, and what it
/// has not finished is not committed.
#[test]
fn a_function_left_running_commits_nothing() {
    in_every_mode(|bench| async move {
        if bench.db.phase() == Phase::Sync {
            // There it runs in place, and cannot be left.
            return;
        }
        let mut tx = bench.db.begin().await.unwrap();
        let (opened, is_open) = tokio::sync::oneshot::channel();
        let (go_on, waits) = std::sync::mpsc::channel::<()>();
        let (ended, end) = tokio::sync::oneshot::channel();
        let left = tx.run_blocking(move |tx| {
            let half = tx.atomic_wait(|inner| {
                Item::objects().create(inner, item("half")).wait()?;
                opened.send(()).unwrap();
                waits.recv().unwrap();
                Item::objects().create(inner, item("whole")).wait()
            });
            ended.send(half.map_err(|error| error.kind())).unwrap();
            Ok(())
        });
        tokio::select! {
            biased;
            _ = left => unreachable!("it waits"),
            opened = is_open => opened.unwrap(),
        }
        let refused = Item::objects().create(&tx, item("caller's")).await;
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Usage);
        tx.commit().await.unwrap();
        go_on.send(()).unwrap();
        assert_eq!(end.await.unwrap().unwrap_err(), ErrorKind::Ended);
        assert!(bench.names().await.is_empty());
    });
}
