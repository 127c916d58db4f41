//! A lease gives back a clean connection, or none.

use super::*;
use orm_api::{ErrorKind, backend::Begin};
use std::panic::{AssertUnwindSafe, catch_unwind};

const WRITER: Begin = Begin::new(Access::Write);

/// A lease dropped inside a transaction is rolled back, and the turn to write is free after that, not before.
#[test]
fn a_dropped_lease_is_rolled_back() {
    let bench = bench_with(|settings| settings.pool.max_connections = 1);
    bench.script(&["CREATE TABLE t (v)"]);
    let mut lease = bench.lease(Access::Write);
    let insert = statement("INSERT INTO t VALUES (1)", Vec::new(), Access::Write);
    let work = on(&mut *lease, |session| {
        Box::pin(async move {
            session.begin(WRITER).await?;
            session.execute(insert).await
        })
    });
    assert_eq!(park_on(work).unwrap().rows, 1);
    drop(lease);
    bench.execute("INSERT INTO t VALUES (2)", Vec::new()).unwrap();
    assert_eq!(bench.rows("SELECT v FROM t", Vec::new()).unwrap(), [[Value::I64(2)]]);
    assert_eq!((bench.backend.pool().open, bench.backend.pool().in_use), (1, 0));
}

/// A lease is one connection: what one operation begins, the next can end.
#[test]
fn a_lease_keeps_its_transaction() {
    let bench = bench();
    bench.script(&["CREATE TABLE t (v)"]);
    let mut lease = bench.lease(Access::Write);
    let insert = statement("INSERT INTO t VALUES (1)", Vec::new(), Access::Write);
    park_on(async {
        on(&mut *lease, |session| Box::pin(session.begin(WRITER))).await.unwrap();
        on(&mut *lease, |session| Box::pin(session.execute(insert))).await.unwrap();
        on(&mut *lease, |session| Box::pin(session.commit())).await.unwrap();
    });
    drop(lease);
    assert_eq!(bench.value("SELECT count(*) FROM t"), Value::I64(1));
}

/// A second writer waits for the first one's turn, and gives up after the acquire timeout.
#[test]
fn writers_take_turns() {
    let bench = bench_with(|settings| settings.pool.acquire_timeout = Duration::from_millis(50));
    let first = bench.lease(Access::Write);
    let error = bench.execute("CREATE TABLE t (v)", Vec::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AcquireTimeout);
    assert_eq!(bench.value("SELECT 1"), Value::I64(1));
    drop(first);
    bench.execute("CREATE TABLE t (v)", Vec::new()).unwrap();
}

struct Panics;

impl RowSink for Panics {
    fn row(&mut self, _: &dyn Row) -> Result<Flow> {
        panic!("the sink's own")
    }
}

/// A panic in a sink comes out with its payload; its connection is clean, and its turn free, after that.
#[test]
fn a_panic_in_a_sink_is_passed_on() {
    let bench = bench_with(|settings| settings.pool.max_connections = 1);
    bench.script(&["CREATE TABLE t (v)"]);
    let insert = statement("INSERT INTO t VALUES (1), (2) RETURNING v", Vec::new(), Access::Write);
    let panicking = || {
        bench.run(Access::Write, |session| {
            Box::pin(async move {
                session.begin(WRITER).await?;
                fetch(session, insert, Panics).await.map(drop)
            })
        })
    };
    let payload = catch_unwind(AssertUnwindSafe(panicking)).unwrap_err();
    assert_eq!(payload.downcast_ref::<&str>(), Some(&"the sink's own"));
    bench.execute("INSERT INTO t VALUES (3)", Vec::new()).unwrap();
    assert_eq!(bench.rows("SELECT v FROM t", Vec::new()).unwrap(), [[Value::I64(3)]]);
    assert_eq!((bench.backend.pool().open, bench.backend.pool().in_use), (1, 0));
}

/// A session that says it is broken is closed, and a new connection takes its place.
#[test]
fn a_doomed_connection_is_closed() {
    let bench = bench_with(|settings| settings.pool.max_connections = 1);
    bench.script(&["CREATE TEMP TABLE mine (v)"]);
    bench
        .run(Access::Read, |session| {
            session.doom();
            Box::pin(async { Ok(()) })
        })
        .unwrap();
    let error = bench.rows("SELECT * FROM mine", Vec::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingTable);
    assert_eq!(bench.backend.pool().open, 1);
}
