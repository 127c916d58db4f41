//! Nothing is left of a backend that was closed.

use super::*;
use orm_api::ErrorKind;
use std::{fs, time::Instant};

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(5)
}

/// How often this process has the file, its log or its shared memory open.
#[cfg(target_os = "linux")]
fn open_files(bench: &Bench) -> usize {
    let name = bench.file.to_str().unwrap();
    let links =
        fs::read_dir("/proc/self/fd").unwrap().flatten().flat_map(|entry| fs::read_link(entry.path()));
    links.filter(|target| target.to_string_lossy().starts_with(name)).count()
}

/// Closing closes every file, and what comes later is told.
#[test]
fn closing_closes_files() {
    let bench = bench();
    bench.script(&["CREATE TABLE t (v)"]);
    drop((bench.lease(Access::Read), bench.lease(Access::Read)));
    #[cfg(target_os = "linux")]
    assert!(open_files(&bench) > 0);
    park_on(bench.backend.close(soon()));
    #[cfg(target_os = "linux")]
    assert_eq!(open_files(&bench), 0);
    assert_eq!(bench.backend.pool().open, 0);
    assert_eq!(bench.rows("SELECT 1", Vec::new()).unwrap_err().kind(), ErrorKind::Closed);
    assert!(!bench.file.with_extension("db-wal").exists(), "the log was not checkpointed");
}

/// Closing waits for what is lent out.
#[test]
fn closing_waits_for_leases() {
    let bench = bench();
    bench.script(&["CREATE TABLE t (v)"]);
    let mut lease = bench.lease(Access::Write);
    let (backend, deadline) = (bench.backend.clone(), soon());
    let closing = std::thread::spawn(move || park_on(backend.close(deadline)));
    while bench.rows("SELECT 1", Vec::new()).is_ok() {
        std::thread::yield_now();
    }
    let insert = statement("INSERT INTO t VALUES (1)", Vec::new(), Access::Write);
    park_on(on(&mut *lease, |session| Box::pin(session.execute(insert)))).unwrap();
    assert!(!closing.is_finished());
    drop(lease);
    closing.join().unwrap();
    assert_eq!(bench.backend.pool().open, 0);
}

/// What is still lent out at the deadline works on, and is closed when it comes back.
#[test]
fn what_is_late_is_closed_when_it_comes_back() {
    let bench = bench();
    let mut lease = bench.lease(Access::Read);
    park_on(bench.backend.close(Instant::now() + Duration::from_millis(20)));
    let select = statement("SELECT 1", Vec::new(), Access::Read);
    park_on(on(&mut *lease, |session| Box::pin(session.execute(select)))).unwrap();
    drop(lease);
    #[cfg(target_os = "linux")]
    while open_files(&bench) > 0 {
        std::thread::yield_now();
    }
}
