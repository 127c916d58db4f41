//! The native backend on every kind of thread, and futures that are dropped half way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

use orm_api::{
    Result,
    backend::{
        Access, Backend, Begin, BoxSink, Demand, Flow, Observer, RowSink, Session, Settings, Statement, Task,
    },
    op::park_on,
    value::Row,
};
use segue_backend_native::NativeBackend;
use std::{
    future::poll_fn,
    panic::Location,
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::runtime::Builder;

type BoxedResult<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

const WRITER: Begin = Begin::new(Access::Write);

async fn open(directory: &TempDir) -> Arc<dyn Backend> {
    let mut settings = Settings::new(&format!("sqlite:{}/t.db", directory.path().display())).unwrap();
    settings.pool.max_connections = 1;
    settings.pool.acquire_timeout = Duration::from_secs(5);
    NativeBackend::open(&settings).await.unwrap()
}

async fn run<T, F>(backend: &Arc<dyn Backend>, access: Access, run: F) -> Result<T>
where
    T: Send + 'static,
    F: for<'s> FnOnce(&'s mut Session) -> BoxedResult<'s, T> + Send + 'static,
{
    let observer = Observer { place: Location::caller(), record: None };
    let work = backend.run(Demand::new(access, observer.place), Task::new(observer, run)).await?;
    Task::<T, F>::result(work)
}

async fn execute(backend: &Arc<dyn Backend>, sql: &'static str) -> Result<u64> {
    let statement = Statement::plain(sql, Access::Write);
    run(backend, Access::Write, |session| Box::pin(session.execute(statement))).await.map(|done| done.rows)
}

/// How many rows `t` has: each is deleted, and put back by the rollback.
async fn count(backend: &Arc<dyn Backend>) -> u64 {
    fn counted(session: &mut Session) -> BoxedResult<'_, u64> {
        Box::pin(async move {
            session.begin(WRITER).await?;
            let done = session.execute(Statement::plain("DELETE FROM t WHERE true", Access::Write)).await?;
            session.rollback().await?;
            Ok(done.rows)
        })
    }
    run(backend, Access::Write, counted).await.unwrap()
}

async fn all_of_it(backend: &Arc<dyn Backend>) {
    execute(backend, "CREATE TABLE IF NOT EXISTS t (v)").await.unwrap();
    let before = count(backend).await;
    execute(backend, "INSERT INTO t VALUES (1)").await.unwrap();
    drop(backend.lease(Demand::new(Access::Write, Location::caller())).await.unwrap());
    assert_eq!(count(backend).await, before + 1);
}

/// A thread without a runtime, both kinds of runtime, and a plain thread again after these are gone: the same
/// connection serves all.
#[test]
fn works_with_and_without_runtimes() {
    let directory = tempfile::tempdir().unwrap();
    let backend = Builder::new_current_thread().build().unwrap().block_on(open(&directory));
    let wait = |backend: &Arc<dyn Backend>| backend.wait(pin!(all_of_it(backend)));
    wait(&backend);
    park_on(all_of_it(&backend));
    for mut builder in [Builder::new_current_thread(), Builder::new_multi_thread()] {
        let runtime = builder.worker_threads(1).build().unwrap();
        runtime.block_on(all_of_it(&backend));
        let spawned = backend.clone();
        runtime.block_on(async { tokio::spawn(async move { all_of_it(&spawned).await }).await.unwrap() });
        runtime.block_on(async { wait(&backend) });
        drop(runtime);
        wait(&backend);
    }
    assert_eq!(backend.pool().open, 1);
    park_on(backend.close(Instant::now() + Duration::from_secs(5)));
}

/// `wait` runs inside Segue's own runtime, also where it blocks a task of another: that one may wake nobody for as long.
/// Afterwards the thread is where it was.
#[test]
fn a_wait_runs_inside_segues_runtime() {
    let directory = tempfile::tempdir().unwrap();
    let backend = park_on(open(&directory));
    let id = || tokio::runtime::Handle::try_current().ok().map(|handle| handle.id());
    let inside = || {
        let mut found = None;
        backend.wait(pin!(async { found = id() }));
        found.expect("a runtime")
    };
    let segues = inside();
    assert_eq!(id(), None, "the thread was left inside the runtime");
    for mut builder in [Builder::new_current_thread(), Builder::new_multi_thread()] {
        let runtime = builder.worker_threads(1).build().unwrap();
        let (before, waited, after) = runtime.block_on(async { (id(), inside(), id()) });
        assert_eq!(before, Some(runtime.handle().id()));
        assert_eq!((waited, after), (segues, before));
    }
}

/// Polls `future` `times` times, or to its end.
async fn poll_some(mut future: Pin<&mut (impl Future + ?Sized)>, times: usize) {
    for _ in 0..times {
        let done = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_ready())).await;
        if done {
            return;
        }
        std::thread::yield_now();
    }
}

/// Wherever a future is dropped, the transaction that it began is rolled back, and the only connection and the
/// turn to write come back.
#[test]
fn a_dropped_future_leaves_a_clean_connection() {
    let directory = tempfile::tempdir().unwrap();
    let backend = park_on(open(&directory));
    park_on(execute(&backend, "CREATE TABLE t (v)")).unwrap();
    for times in 0..60 {
        fn unfinished(session: &mut Session) -> BoxedResult<'_, ()> {
            Box::pin(async move {
                session.begin(WRITER).await?;
                for _ in 0..10 {
                    session.execute(Statement::plain("INSERT INTO t VALUES (1)", Access::Write)).await?;
                }
                std::future::pending().await
            })
        }
        park_on(async {
            let mut running = Box::pin(run(&backend, Access::Write, unfinished));
            poll_some(running.as_mut(), times).await;
        });
        assert_eq!(park_on(count(&backend)), 0, "after {times} polls");
        let pool = backend.pool();
        assert_eq!((pool.open, pool.in_use, pool.waiting), (1, 0, 0), "after {times} polls");
    }
}

/// Stays full for ever after its first row.
struct Full;

impl RowSink for Full {
    fn row(&mut self, _: &dyn Row) -> Result<Flow> {
        Ok(Flow::Full)
    }

    fn poll_room(&mut self, _: &mut std::task::Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}

/// A reading without an end that is dropped while it waits for room ends in the database too.
#[test]
fn a_dropped_reading_ends() {
    let directory = tempfile::tempdir().unwrap();
    let backend = park_on(open(&directory));
    const ENDLESS: &str = "WITH RECURSIVE n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n) SELECT v FROM n";
    for times in [1, 2, 50] {
        fn endless(session: &mut Session) -> BoxedResult<'_, BoxSink> {
            Box::pin(session.fetch(Statement::plain(ENDLESS, Access::Read), Box::new(Full)))
        }
        park_on(async {
            let mut running = Box::pin(run(&backend, Access::Read, endless));
            poll_some(running.as_mut(), times).await;
        });
        park_on(execute(&backend, "CREATE TABLE IF NOT EXISTS t (v)")).unwrap();
    }
    assert_eq!(backend.pool().open, 1);
}

/// A connection that nobody used for its idle timeout is closed without anybody asking for one.
#[test]
fn idle_connections_are_closed() {
    let directory = tempfile::tempdir().unwrap();
    let mut settings = Settings::new(&format!("sqlite:{}/t.db", directory.path().display())).unwrap();
    settings.pool.idle_timeout = Duration::from_millis(10);
    let backend = park_on(NativeBackend::open(&settings)).unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    while backend.pool().open > 0 {
        assert!(Instant::now() < deadline, "still open: {:?}", backend.pool());
        std::thread::yield_now();
    }
}
