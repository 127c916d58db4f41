//! Statements that nobody wants any more.
#![allow(clippy::unwrap_used, reason = "a test fails where these fail")]

mod fake;

use fake::{BOTH, Fake, bridge, number, run};
use futures::poll;
use orm_api::{
    backend::{Access, Backend},
    op::park_on,
};
use std::{
    sync::{Arc, atomic::Ordering},
    thread,
    time::{Duration, Instant},
};

/// Sends `block a` on the only connection, and drops it once it runs.
fn drop_one(fake: &Fake, db: &Arc<dyn Backend>) {
    park_on(async {
        let mut unwanted = Box::pin(run(db, Access::Read, &["block a", "after"]));
        assert!(poll!(&mut unwanted).is_pending());
        while !fake.has_reached("a") {
            _ = poll!(&mut unwanted);
            thread::yield_now();
        }
        assert_eq!(db.pool().abandoned, 0);
    });
}

fn until(reached: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !reached() {
        assert!(Instant::now() < deadline, "it never came to that");
        thread::yield_now();
    }
}

/// What a connection was told but for what cleans it.
fn told(fake: &Fake) -> Vec<String> {
    fake.texts().into_iter().filter(|text| text != "ROLLBACK").collect()
}

/// It is counted until its end, and stopped; the connection serves the next.
#[test]
fn one_that_runs_is_stopped() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        fake.open_gate("stop");
        drop_one(&fake, &db);
        assert_eq!(park_on(run(&db, Access::Read, &["read"])).unwrap().remove(0).unwrap(), number("read"));
        assert_eq!(db.pool().abandoned, 0);
        let told = told(&fake);
        assert_eq!(told[..3], ["block a", "stop", "stopped"], "{boundary}");
        assert_eq!(told.last().unwrap(), "read");
    }
}

/// Where nothing stops it, it is counted until it ends by itself.
#[test]
fn one_that_cannot_be_stopped_is_counted() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| {
            (settings.pool.max_connections, settings.pool.statement_cache) = (1, 0);
        });
        drop_one(&fake, &db);
        until(|| db.pool().abandoned == 1);
        thread::park_timeout(Duration::from_millis(50));
        assert_eq!((db.pool().abandoned, db.pool().in_use), (1, 1));
        fake.open_gate("a");
        until(|| db.pool().abandoned == 0);
        assert_eq!(park_on(run(&db, Access::Read, &["read"])).unwrap().remove(0).unwrap(), number("read"));
        assert!(!told(&fake).contains(&"stop".to_owned()));
    }
}

/// One that is over soon is left alone.
#[test]
fn one_that_has_ended_is_not_stopped() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        fake.open_gate("a");
        drop_one(&fake, &db);
        until(|| db.pool().abandoned == 0);
        thread::park_timeout(Duration::from_millis(50));
        assert!(!told(&fake).contains(&"stop".to_owned()));
    }
}

/// A statement that ends by itself while the database is being asked to stop it keeps its connection until the answer is there:
/// whatever came before would be hit instead.
#[test]
fn what_comes_next_waits_for_a_stop() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        drop_one(&fake, &db);
        fake.reached("stop");
        fake.open_gate("a");
        park_on(async {
            let mut next = Box::pin(run(&db, Access::Read, &["read"]));
            assert!(poll!(&mut next).is_pending());
            thread::park_timeout(Duration::from_millis(30));
            assert!(poll!(&mut next).is_pending());
            fake.open_gate("stop");
            assert_eq!(next.await.unwrap().remove(0).unwrap(), number("read"));
        });
        let told = told(&fake);
        let place = |text: &str| told.iter().position(|other| other == text).unwrap();
        assert!(place("stopped") < place("read"), "{told:?}");
    }
}

/// Where nobody knows whether a stop is still on its way, nothing else is sent on the connection.
#[test]
fn an_unanswered_stop_closes_the_connection() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        fake.is_deaf.store(true, Ordering::SeqCst);
        fake.open_gate("stop");
        drop_one(&fake, &db);
        park_on(run(&db, Access::Read, &["read"])).unwrap().remove(0).unwrap();
        let events = fake.events();
        let read = events.iter().find(|event| event.text == "read").unwrap();
        assert_eq!(read.connection, 2, "{events:?}");
        assert!(events.iter().any(|event| event.text == "closed" && event.connection == 1));
    }
}
