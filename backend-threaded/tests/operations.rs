//! Operations outside of transactions.
#![allow(clippy::unwrap_used, reason = "a test fails where these fail")]

mod fake;

use fake::{BOTH, bridge, demand, number, opened, run, script};
use futures::{FutureExt, future::join_all, poll};
use orm_api::{
    ErrorKind,
    backend::{Access, Boundary, Capabilities, Mode, sqlite, writer_of},
    op::park_on,
};
use std::{
    panic::AssertUnwindSafe,
    path::Path,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

/// Work is done in the order in which it was sent, and each caller gets his own answer.
#[test]
fn work_is_served_in_order() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        let texts: Vec<String> = (0..100).map(|n| format!("read {n}")).collect();
        let answers = park_on(join_all(
            texts.iter().map(async |text| run(&db, Access::Read, &[text]).await.unwrap().remove(0).unwrap()),
        ));
        assert_eq!(fake.texts(), texts);
        assert_eq!(answers, texts.iter().map(|text| number(text)).collect::<Vec<_>>());
    }
}

/// At `operation` the whole work runs on a worker, at `driver` where its caller is; the driver always on a worker.
#[test]
fn the_boundary_lies_where_it_is_said_to() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |_| {});
        assert_eq!((db.mode(), db.blocks_in_place()), (Mode::Threaded(boundary), false));
        assert_eq!(
            *db.capabilities(),
            Capabilities {
                waits_without_blocking: true,
                stops_dropped_statements: true,
                ..sqlite::capabilities(false)
            }
        );
        let (_, thread) = opened(park_on(db.run(demand(Access::Read), script(&["read"]))).unwrap());
        assert_eq!(thread.starts_with("segue-worker-"), boundary == Boundary::Operation, "{thread}");
        assert!(fake.events().iter().all(|event| event.thread.starts_with("segue-worker-")));
    }
}

/// The bridge answers on every kind of runtime, and on none.
#[test]
fn every_runtime_is_served() {
    for boundary in BOTH {
        let (_, db) = bridge(boundary, |_| {});
        let work = async || {
            for access in [Access::Read, Access::Write] {
                assert_eq!(run(&db, access, &["x"]).await.unwrap().remove(0).unwrap(), number("x"));
            }
        };
        tokio::runtime::Builder::new_multi_thread().build().unwrap().block_on(work());
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work());
        park_on(work());
    }
}

/// A full queue refuses, names its setting, and serves what it has taken.
#[test]
fn a_full_queue_is_overloaded() {
    let (fake, db) = bridge(Boundary::Operation, |settings| {
        (settings.pool.max_connections, settings.pool.queue) = (1, 2);
    });
    park_on(async {
        let mut first = Box::pin(run(&db, Access::Read, &["block a"]));
        assert!(poll!(&mut first).is_pending());
        fake.reached("a");
        let mut queued = [0, 1].map(|_| Box::pin(run(&db, Access::Read, &["read"])));
        for queued in &mut queued {
            assert!(poll!(queued).is_pending());
        }
        let refused = run(&db, Access::Read, &["refused"]).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Overloaded);
        assert!(refused.to_string().contains("pool.queue"), "{refused}");
        // A caller who has gone makes room.
        let [kept, dropped] = queued;
        drop(dropped);
        let mut late = Box::pin(run(&db, Access::Read, &["late"]));
        assert!(poll!(&mut late).is_pending());
        fake.open_gate("a");
        first.await.unwrap();
        kept.await.unwrap();
        late.await.unwrap();
    });
    assert_eq!(fake.texts(), ["block a", "read", "late"]);
}

/// A panic reaches the caller with its payload; its connection is closed, and the worker lives on with another.
#[test]
fn panics_are_handed_back() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        let panicked = AssertUnwindSafe(run(&db, Access::Write, &["panic boom"])).catch_unwind();
        let payload = park_on(panicked).unwrap_err();
        assert_eq!(payload.downcast_ref::<String>().unwrap(), "boom");
        park_on(run(&db, Access::Write, &["after"])).unwrap();
        let events = fake.events();
        let [panic, after] =
            ["panic boom", "after"].map(|text| events.iter().find(|event| event.text == text).unwrap());
        assert_eq!((panic.connection, after.connection), (1, 2));
        assert_eq!(panic.thread, after.thread);
        assert!(events.iter().any(|event| event.text == "closed" && event.connection == 1));
    }
}

/// Work whose caller has gone before a worker took it never runs.
#[test]
fn abandoned_work_that_waits_never_runs() {
    for access in [Access::Read, Access::Write] {
        let (fake, db) = bridge(Boundary::Operation, |settings| settings.pool.max_connections = 1);
        park_on(async {
            let mut first = Box::pin(run(&db, access, &["block a"]));
            assert!(poll!(&mut first).is_pending());
            fake.reached("a");
            assert!(poll!(Box::pin(run(&db, access, &["abandoned"]))).is_pending());
            fake.open_gate("a");
            first.await.unwrap();
            run(&db, access, &["last"]).await.unwrap();
        });
        assert_eq!(fake.texts(), ["block a", "last"]);
    }
}

/// Work whose caller goes while it runs is cleaned up after, before anybody else gets the connection.
#[test]
fn abandoned_work_that_runs_is_cleaned_up() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        park_on(async {
            let mut first = Box::pin(run(&db, Access::Write, &["BEGIN", "block a"]));
            while fake.texts().len() < 2 {
                assert!(poll!(&mut first).is_pending());
            }
            fake.reached("a");
            drop(first);
            let mut next = Box::pin(run(&db, Access::Write, &["next"]));
            assert!(poll!(&mut next).is_pending());
            fake.open_gate("a");
            assert_eq!(next.await.unwrap().remove(0).unwrap(), number("next"));
        });
        assert_eq!(fake.texts(), ["BEGIN IMMEDIATE", "block a", "ROLLBACK", "next"]);
    }
}

/// A lost connection is replaced before the next work.
#[test]
fn a_broken_connection_is_replaced() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        let lost = park_on(run(&db, Access::Read, &["lost"])).unwrap().remove(0).unwrap_err();
        assert_eq!(lost.kind(), ErrorKind::ConnectionLost);
        assert_eq!(park_on(run(&db, Access::Read, &["x"])).unwrap().remove(0).unwrap(), number("x"));
        assert_eq!(fake.events().last().map(|event| event.connection), Some(2));
    }
}

/// Where no connection can be opened, the caller learns of it, and the worker goes on.
#[test]
fn a_refused_connection_is_the_callers_error() {
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 1);
        fake.refuse.store(1, Ordering::SeqCst);
        let refused = park_on(run(&db, Access::Read, &["x"])).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Connect);
        assert!(park_on(run(&db, Access::Read, &["x"])).is_ok());
    }
}

/// Who waits for a connection for longer than the acquire timeout is told so, and what he wanted never runs.
#[test]
fn waiting_has_an_end() {
    for (boundary, access) in BOTH.into_iter().flat_map(|b| [(b, Access::Read), (b, Access::Write)]) {
        let (fake, db) = bridge(boundary, |settings| {
            settings.pool.max_connections = 1;
            settings.pool.acquire_timeout = Duration::from_millis(30);
        });
        let lease = park_on(db.lease(demand(access))).unwrap();
        let started = Instant::now();
        let late = park_on(run(&db, access, &["late"])).unwrap_err();
        assert_eq!(late.kind(), ErrorKind::AcquireTimeout);
        assert!(started.elapsed() >= Duration::from_millis(30));
        drop(lease);
        park_on(run(&db, access, &["in time"])).unwrap();
        assert_eq!(fake.texts(), ["in time"]);
    }
}

/// However many write at once, one does at a time, whether inside transactions or not; and nobody is left out.
#[test]
fn there_is_one_writer() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    for boundary in BOTH {
        let (fake, db) = bridge(boundary, |settings| settings.pool.max_connections = 4);
        let tasks = (0..64).map(|n| {
            let db = db.clone();
            runtime.spawn(async move {
                for _ in 0..20 {
                    if n % 8 == 0 {
                        let mut lease = db.lease(demand(Access::Write)).await.unwrap();
                        fake::on(&mut lease, &["write"]).await.unwrap();
                    } else {
                        run(&db, Access::Write, &["write"]).await.unwrap();
                    }
                }
            })
        });
        let tasks: Vec<_> = tasks.collect();
        runtime.block_on(async { join_all(tasks).await.into_iter().for_each(|task| task.unwrap()) });
        assert_eq!(fake.writers_at_once.load(Ordering::SeqCst), 1);
        assert_eq!(fake.texts().iter().filter(|text| *text == "write").count(), 64 * 20);
        assert_eq!(db.pool().waiting, 0);
    }
}

/// A write waits for whoever else in the process writes to the same file; a read does not.
#[test]
fn the_writer_belongs_to_the_file() {
    for boundary in BOTH {
        let url = format!("sqlite:no-such-file-{boundary}.db");
        let (_, db) = bridge(boundary, |settings| {
            settings.location = orm_api::backend::Location::parse(&url).unwrap();
        });
        let writer = writer_of(Path::new(url.trim_start_matches("sqlite:")));
        park_on(async {
            let held = writer.turn.acquire().await.unwrap();
            let mut write = Box::pin(run(&db, Access::Write, &["write"]));
            assert!(poll!(&mut write).is_pending());
            run(&db, Access::Read, &["read"]).await.unwrap();
            assert!(poll!(&mut write).is_pending());
            drop(held);
            write.await.unwrap();
        });
    }
}
