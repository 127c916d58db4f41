//! The state that every connection begins in.

use super::*;
use orm_api::backend::Synchronous;

/// Every PRAGMA that the settings name reads back the same in every phase (D-17, D-18).
#[test]
fn the_session_is_as_the_settings_say() {
    let bench = bench_with(|settings| {
        settings.sqlite.busy_timeout = Duration::from_millis(1234);
        settings.sqlite.synchronous = Synchronous::Full;
        settings.sqlite.cache_kib = 4321;
    });
    let expected = [
        ("busy_timeout", Value::I64(1234)),
        ("journal_mode", text("wal")),
        ("synchronous", Value::I64(2)),
        ("foreign_keys", Value::I64(1)),
        ("cache_size", Value::I64(-4321)),
        ("recursive_triggers", Value::I64(1)),
        ("query_only", Value::I64(0)),
        ("encoding", text("UTF-8")),
        ("read_uncommitted", Value::I64(0)),
        ("locking_mode", text("normal")),
        ("temp_store", Value::I64(0)),
        ("mmap_size", Value::I64(0)),
        ("wal_autocheckpoint", Value::I64(1000)),
        ("defer_foreign_keys", Value::I64(0)),
    ];
    for (pragma, value) in expected {
        assert_eq!(bench.value(&format!("PRAGMA {pragma}")), value, "{pragma}");
    }
    assert_eq!(bench.value("SELECT 'A' LIKE 'a'"), Value::I64(1));
}

/// Connections are opened as they are needed, and used again.
#[test]
fn connections_are_opened_lazily() {
    let bench = bench();
    assert_eq!(bench.backend.mode(), crate::MODE);
    assert_eq!(bench.backend.blocks_in_place(), crate::MODE == orm_api::backend::Mode::Sync);
    for _ in 0..5 {
        bench.value("SELECT 1");
    }
    assert_eq!((bench.backend.pool().open, bench.backend.pool().in_use), (1, 0));
    let leases: Vec<_> = (0..3).map(|_| bench.lease(Access::Read)).collect();
    assert_eq!((bench.backend.pool().open, bench.backend.pool().in_use), (3, 3));
    drop(leases);
    assert_eq!((bench.backend.pool().open, bench.backend.pool().in_use), (3, 0));
}

/// A connection that is older than its lifetime is closed when it comes back.
#[test]
fn old_connections_are_closed() {
    let bench = bench_with(|settings| settings.pool.max_lifetime = Duration::from_nanos(1));
    assert_eq!(bench.value("SELECT 1"), Value::I64(1));
    assert_eq!(bench.backend.pool().open, 0);
}

/// More threads than connections: all are served, and no connection more is opened.
#[test]
fn many_threads_share_few_connections() {
    let bench = bench_with(|settings| {
        settings.pool.max_connections = 3;
        settings.sqlite.busy_timeout = Duration::from_secs(5);
    });
    bench.script(&["CREATE TABLE t (v)"]);
    std::thread::scope(|scope| {
        for thread in 0..12 {
            let bench = &bench;
            scope.spawn(move || {
                for _ in 0..20 {
                    bench.execute("INSERT INTO t VALUES (?)", vec![Value::I64(thread)]).unwrap();
                    bench.rows("SELECT count(*) FROM t", Vec::new()).unwrap();
                }
            });
        }
    });
    assert_eq!(bench.value("SELECT count(*) FROM t"), Value::I64(240));
    assert!(bench.backend.pool().open <= 3, "{:?}", bench.backend.pool());
}
