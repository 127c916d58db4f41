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
            poll_for(Duration::from_micros(5 * round), Item::objects().count(&tx)).await;
            assert_eq!(Item::objects().count(&tx).await.unwrap(), 0, "in round {round}");
            tx.commit().await.unwrap();
        }
        assert!(bench.names().await.is_empty());
    });
}

/// Polls `future` all the time, so that it is dropped in different states.
async fn poll_for(time: Duration, future: impl Future) {
    let mut future = Box::pin(future);
    let begun = std::time::Instant::now();
    while futures::poll!(future.as_mut()).is_pending() && begun.elapsed() < time {
        std::thread::yield_now();
    }
}
