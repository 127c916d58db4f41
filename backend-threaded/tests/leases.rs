//! Leases: one worker, one connection, one borrower.
#![allow(clippy::unwrap_used, reason = "a test fails where these fail")]

mod fake;

use fake::{BOTH, bridge, demand, number, on, run};
use futures::{FutureExt, future::join, poll};
use orm_api::{
    ErrorKind,
    backend::{Access, Boundary},
    op::park_on,
};
use std::panic::AssertUnwindSafe;

/// All calls of a lease run on one worker and one connection, and nobody else's in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_has_a_worker_of_its_own() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 3);
        let lease = async {
            let mut lease = db.lease(demand(Access::Read)).await.unwrap();
            for _ in 0..200 {
                on(&mut lease, &["mine"]).await.unwrap();
                tokio::task::yield_now().await;
            }
        };
        let others = async {
            for _ in 0..200 {
                run(&db, Access::Read, &["theirs"]).await.unwrap();
                tokio::task::yield_now().await;
            }
        };
        join(lease, others).await;
        let events = fake.events();
        let first = events.iter().position(|event| event.text == "mine").unwrap();
        let last = events.iter().rposition(|event| event.text == "mine").unwrap();
        let (thread, connection) = (&events[first].thread, events[first].connection);
        for event in &events[first..=last] {
            let here = event.thread == *thread && event.connection == connection;
            assert_eq!(here, event.text == "mine", "{event:?}");
        }
    }
}

/// A lease that is dropped inside a transaction is rolled back before the next borrower gets the connection or
/// the turn to write.
#[test]
fn a_dirty_lease_is_cleaned_before_the_next() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |_| {});
        park_on(async {
            let mut lease = db.lease(demand(Access::Write)).await.unwrap();
            on(&mut lease, &["BEGIN", "x"]).await.unwrap();
            let mut next = Box::pin(run(&db, Access::Write, &["next"]));
            assert!(poll!(&mut next).is_pending());
            drop(lease);
            next.await.unwrap();
        });
        assert_eq!(fake.texts(), ["BEGIN IMMEDIATE", "x", "ROLLBACK", "next"]);
    }
}

/// A lease that ended cleanly gives its connection to the next one as it is.
#[test]
fn a_clean_lease_is_lent_on() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        park_on(async {
            for _ in 0..3 {
                let mut lease = db.lease(demand(Access::Write)).await.unwrap();
                on(&mut lease, &["BEGIN", "COMMIT"]).await.unwrap();
                drop(lease);
                run(&db, Access::Read, &["read"]).await.unwrap();
            }
        });
        assert_eq!(fake.texts(), ["BEGIN IMMEDIATE", "COMMIT", "read"].repeat(3));
        assert!(fake.events().iter().all(|event| event.connection == 1));
        assert_eq!((db.pool().in_use, db.pool().open), (0, 1));
    }
}

/// The answer to a call that was abandoned half way is never taken for that to the next.
#[test]
fn answers_are_never_mixed_up() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |_| {});
        park_on(async {
            let mut lease = db.lease(demand(Access::Read)).await.unwrap();
            let mut abandoned = Box::pin(on(&mut lease, &["block a"]));
            assert!(poll!(&mut abandoned).is_pending());
            fake.reached("a");
            drop(abandoned);
            let mut next = Box::pin(on(&mut lease, &["next"]));
            assert!(poll!(&mut next).is_pending());
            fake.open_gate("a");
            assert_eq!(next.await.unwrap().remove(0).unwrap(), number("next"));
        });
        assert_eq!(fake.texts(), ["block a", "next"]);
    }
}

/// A call that is abandoned before the worker came to it is never made.
#[test]
fn an_abandoned_call_that_waits_is_never_made() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |_| {});
        park_on(async {
            let mut lease = db.lease(demand(Access::Read)).await.unwrap();
            for texts in [["block a"], ["abandoned"]] {
                let mut call = Box::pin(on(&mut lease, &texts));
                assert!(poll!(&mut call).is_pending());
                if texts == ["block a"] {
                    fake.reached("a");
                }
            }
            fake.open_gate("a");
            on(&mut lease, &["next"]).await.unwrap();
        });
        assert_eq!(fake.texts(), ["block a", "next"]);
    }
}

/// A connection that is lost, or lost to a panic, in the middle of a lease is not replaced there: the transaction
/// has gone with it.
#[test]
fn a_lost_connection_ends_its_lease() {
    for (boundary, text) in BOTH.into_iter().flat_map(|b| [(b, "lost"), (b, "panic boom")]) {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        park_on(async {
            let mut lease = db.lease(demand(Access::Write)).await.unwrap();
            on(&mut lease, &["BEGIN"]).await.unwrap();
            drop(AssertUnwindSafe(on(&mut lease, &[text])).catch_unwind().await);
            let after = on(&mut lease, &["after"]).await;
            let error = after.and_then(|mut answers| answers.remove(0)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{text} {boundary}");
            drop(lease);
            run(&db, Access::Write, &["x"]).await.unwrap().remove(0).unwrap();
        });
        assert_eq!(fake.events().last().map(|event| event.connection), Some(2));
    }
}

/// There are never more connections than the pool may have, and leases wait for them first come first served.
#[test]
fn leases_wait_in_line() {
    for boundary in BOTH {
        let (_, db) = bridge(boundary, |settings| settings.pool.max_connections = 2);
        park_on(async {
            let first = db.lease(demand(Access::Read)).await.unwrap();
            let _second = db.lease(demand(Access::Read)).await.unwrap();
            let mut third = db.lease(demand(Access::Read));
            let mut fourth = db.lease(demand(Access::Read));
            assert!(poll!(&mut third).is_pending() && poll!(&mut fourth).is_pending());
            assert_eq!((db.pool().in_use, db.pool().waiting, db.pool().open), (2, 2, 2));
            drop(first);
            assert!(poll!(&mut fourth).is_pending());
            drop(third.await.unwrap());
            fourth.await.unwrap();
        });
    }
}

/// Neither transactions nor other work starve, though one connection serves both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_starves() {
    let (_, db) = bridge(Boundary::Operation, |settings| settings.pool.max_connections = 1);
    let tasks = (0..24).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            for _ in 0..50 {
                match n % 3 {
                    0 => drop(run(&db, Access::Read, &["read"]).await.unwrap()),
                    1 => drop(run(&db, Access::Write, &["write"]).await.unwrap()),
                    _ => {
                        let mut lease = db.lease(demand(Access::Write)).await.unwrap();
                        on(&mut lease, &["BEGIN", "COMMIT"]).await.unwrap();
                    }
                }
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!((db.pool().in_use, db.pool().waiting), (0, 0));
}
