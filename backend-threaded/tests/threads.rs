//! The threads: when they start and end, and what they carry across.
#![allow(clippy::unwrap_used, reason = "a test fails where these fail")]

mod fake;

use fake::{BOTH, Fake, bridge, demand, on, run};
use futures::{future::join_all, poll};
use futures_timer::Delay;
use orm_api::{ErrorKind, backend::Access, op::park_on};
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tracing::Metadata;
use tracing_core::span::{Attributes, Current, Id, Record};

/// How many of the threads that ever opened a connection are there still.
fn alive(fake: &Fake) -> usize {
    fake.threads.lock().unwrap().iter().filter(|task| task.exists()).count()
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(20)
}

/// Waits for the system to have taken the threads away.
async fn gone(fake: &Fake) -> bool {
    let deadline = soon();
    while alive(fake) > 0 && Instant::now() < deadline {
        Delay::new(Duration::from_millis(1)).await;
    }
    alive(fake) == 0
}

/// Threads start when there is work for them, not before; as many as there are connections, not more.
#[test]
fn threads_start_on_demand() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 3);
        assert_eq!(db.pool().open, 0);
        park_on(async {
            run(&db, Access::Read, &["x"]).await.unwrap();
            run(&db, Access::Read, &["x"]).await.unwrap();
            assert_eq!(alive(&fake), 1);
            let mut blocked: Vec<_> = ["block a", "block b", "block c", "block d"]
                .map(|text| Box::pin(async { run(&db, Access::Read, &[text]).await }))
                .into();
            while fake.texts().len() < 5 {
                for blocked in &mut blocked {
                    assert!(poll!(blocked).is_pending());
                }
            }
            assert_eq!((alive(&fake), db.pool().in_use), (3, 3));
            ["a", "b", "c", "d"].into_iter().for_each(|name| fake.open_gate(name));
            join_all(blocked).await;
        });
        assert_eq!(alive(&fake), 3);
    }
}

/// Threads that are idle for long end, close their connections, and start again when they are needed.
#[test]
fn idle_threads_end() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.idle_timeout = Duration::from_millis(20));
        park_on(async {
            run(&db, Access::Read, &["x"]).await.unwrap();
            assert!(gone(&fake).await);
            assert_eq!(fake.texts(), ["x", "closed"]);
            assert_eq!((db.pool().open, db.pool().in_use), (0, 0));
            run(&db, Access::Read, &["x"]).await.unwrap();
        });
    }
}

/// A worker on loan does not end, however long its borrower says nothing.
#[test]
fn borrowed_threads_stay() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.idle_timeout = Duration::from_millis(5));
        park_on(async {
            let mut lease = db.lease(demand(Access::Read)).await.unwrap();
            on(&mut lease, &["x"]).await.unwrap();
            Delay::new(Duration::from_millis(50)).await;
            on(&mut lease, &["y"]).await.unwrap();
        });
        assert!(fake.events().iter().take(2).all(|event| event.connection == 1));
    }
}

/// A connection that is older than its lifetime is replaced between borrowers, never under one.
#[test]
fn old_connections_are_replaced() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_lifetime = Duration::ZERO);
        park_on(async {
            run(&db, Access::Read, &["a"]).await.unwrap();
            let mut lease = db.lease(demand(Access::Read)).await.unwrap();
            on(&mut lease, &["b"]).await.unwrap();
            on(&mut lease, &["c"]).await.unwrap();
        });
        let of = |text| fake.events().into_iter().find(|event| event.text == text).unwrap().connection;
        assert_ne!(of("a"), of("b"));
        assert_eq!(of("b"), of("c"));
    }
}

/// Closing serves what was taken, joins all threads, and refuses what comes after.
#[test]
fn closing_joins_all_threads() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 2);
        park_on(async {
            let mut first = Box::pin(run(&db, Access::Write, &["block a"]));
            while !fake.texts().contains(&"block a".into()) {
                assert!(poll!(&mut first).is_pending());
            }
            let mut close = db.close(soon());
            assert!(poll!(&mut close).is_pending());
            fake.open_gate("a");
            first.await.unwrap().remove(0).unwrap();
            close.await;
            assert_eq!(alive(&fake), 0);
            let refused = run(&db, Access::Read, &["refused"]).await.unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::Closed);
            assert_eq!(db.lease(demand(Access::Read)).await.err().map(|e| e.kind()), Some(ErrorKind::Closed));
        });
        assert_eq!(fake.texts(), ["block a", "closed"]);
    }
}

/// At the deadline closing returns, refuses what still waits, and what is on loan ends when it comes back.
#[test]
fn closing_has_a_deadline() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        park_on(async {
            let mut lease = db.lease(demand(Access::Write)).await.unwrap();
            on(&mut lease, &["BEGIN"]).await.unwrap();
            let mut waits = Box::pin(run(&db, Access::Write, &["waits"]));
            let mut reads = Box::pin(run(&db, Access::Read, &["reads"]));
            assert!(poll!(&mut waits).is_pending() && poll!(&mut reads).is_pending());
            db.close(Instant::now() + Duration::from_millis(20)).await;
            assert_eq!(reads.await.unwrap_err().kind(), ErrorKind::Closed);
            assert_eq!(alive(&fake), 1);
            on(&mut lease, &["COMMIT"]).await.unwrap().remove(0).unwrap();
            drop(lease);
            assert_eq!(waits.await.unwrap_err().kind(), ErrorKind::Closed);
            assert!(gone(&fake).await);
        });
        assert_eq!(fake.texts(), ["BEGIN IMMEDIATE", "COMMIT", "closed"]);
    }
}

/// Dropping the last handle ends the threads too.
#[test]
fn dropping_the_handle_ends_the_threads() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |_| {});
        park_on(async {
            run(&db, Access::Write, &["x"]).await.unwrap();
            let lease = db.lease(demand(Access::Read)).await.unwrap();
            drop(db);
            drop(lease);
            assert!(gone(&fake).await);
        });
    }
}

/// A backend that does not block is refused.
#[test]
fn what_does_not_block_is_refused() {
    let (_, db) = bridge(BOTH[0], |_| {});
    let settings = orm_api::backend::Settings::new("sqlite::memory:").unwrap();
    let refused = segue_backend_threaded::ThreadedBackend::over(db, BOTH[0], &settings).err().unwrap();
    assert_eq!(refused.kind(), ErrorKind::Usage);
    assert!(refused.to_string().contains("threaded/operation"), "{refused}");
}

/// What happens on the worker happens inside the caller's tracing span.
#[test]
fn spans_are_carried_across() {
    for boundary in BOTH {
        let (_, db) = bridge(boundary, |_| {});
        let entered = Entered::default();
        tracing::subscriber::with_default(entered.clone(), || {
            tracing::info_span!("request").in_scope(|| park_on(run(&db, Access::Read, &["x"])).unwrap());
        });
        assert!(entered.0.lock().unwrap().threads.iter().any(|thread| thread.starts_with("segue-worker-")));
    }
}

/// Knows one span, and on which threads it was entered.
#[derive(Clone, Default)]
struct Entered(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    metadata: Option<&'static Metadata<'static>>,
    threads: Vec<String>,
}

impl tracing::Subscriber for Entered {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span()
    }
    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        self.0.lock().unwrap().metadata = Some(attributes.metadata());
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &tracing::Event<'_>) {}
    fn enter(&self, _: &Id) {
        let thread = std::thread::current().name().unwrap_or_default().into();
        self.0.lock().unwrap().threads.push(thread);
    }
    fn exit(&self, _: &Id) {}
    fn current_span(&self) -> Current {
        self.0.lock().unwrap().metadata.map_or(Current::none(), |known| Current::new(Id::from_u64(1), known))
    }
}
