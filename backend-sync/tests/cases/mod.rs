//! What each backend must do on SQLite, over its public face alone: a `Backend`, its sessions, and sinks.

mod closing;
mod errors;
mod leases;
mod opening;
mod sessions;
mod values;

use orm_api::{
    Result,
    backend::{
        Access, Backend, BoxSink, Demand, Done, Flow, Lease, Observer, RowSink, Session, Settings, Statement,
        Task,
    },
    op::park_on,
    value::{Cell, Row, Value},
};
use std::{any::Any, panic::Location, path::PathBuf, pin::Pin, sync::Arc, time::Duration};
use tempfile::TempDir;

/// A database of a test's own, removed after it.
struct Bench {
    backend: Arc<dyn Backend>,
    file: PathBuf,
    _directory: TempDir,
}

/// A new file with the defaults, but for short waits.
fn bench() -> Bench {
    bench_with(|_| {})
}

/// A new file with the settings that `change` leaves.
fn bench_with(change: impl FnOnce(&mut Settings)) -> Bench {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("a file.db");
    let mut settings = Settings::new(&format!("sqlite:{}", file.display())).unwrap();
    settings.sqlite.busy_timeout = Duration::from_millis(20);
    settings.pool.acquire_timeout = Duration::from_secs(5);
    change(&mut settings);
    Bench { backend: crate::open(&settings).unwrap(), file, _directory: directory }
}

impl Bench {
    /// Runs one operation, and waits for it as a blocking caller does.
    fn run<T, F>(&self, access: Access, run: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'s> FnOnce(&'s mut Session) -> BoxedResult<'s, T> + Send + 'static,
    {
        park_on(async {
            let work = self.backend.run(demand(access), Task::new(observer(), run)).await?;
            Task::<T, F>::result(work)
        })
    }

    /// Sends a statement that writes.
    fn execute(&self, sql: &str, params: Vec<Value>) -> Result<Done> {
        let statement = statement(sql, params, Access::Write);
        self.run(Access::Write, |session| Box::pin(session.execute(statement)))
    }

    /// Sends several statements that write.
    fn script(&self, statements: &[&str]) {
        for sql in statements {
            self.execute(sql, Vec::new()).unwrap();
        }
    }

    /// All rows of a statement.
    fn rows(&self, sql: &str, params: Vec<Value>) -> Result<Vec<Vec<Value>>> {
        let statement = statement(sql, params, Access::Read);
        self.run(Access::Read, |session| Box::pin(fetch(session, statement, Rows::default())))
            .map(|sink| sink.rows)
    }

    /// The one value of a statement.
    fn value(&self, sql: &str) -> Value {
        self.rows(sql, Vec::new()).unwrap().remove(0).remove(0)
    }

    fn lease(&self, access: Access) -> Box<dyn Lease> {
        park_on(self.backend.lease(demand(access))).unwrap()
    }
}

type BoxedResult<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Runs one operation on a lease.
async fn on<T, F>(lease: &mut dyn Lease, run: F) -> Result<T>
where
    T: Send + 'static,
    F: for<'s> FnOnce(&'s mut Session) -> BoxedResult<'s, T> + Send + 'static,
{
    let work = lease.run(Task::new(observer(), run)).await?;
    Task::<T, F>::result(work)
}

/// Fetches into `sink`, and gives it back.
async fn fetch<S: RowSink>(session: &mut Session, statement: Statement, sink: S) -> Result<S> {
    let sink: BoxSink = session.fetch(statement, Box::new(sink)).await?;
    let sink: Box<dyn Any> = sink;
    Ok(*sink.downcast::<S>().expect("the sink that was sent"))
}

/// A statement as the compiler makes it: each `?` of `sql` is a placeholder.
fn statement(sql: &str, params: Vec<Value>, access: Access) -> Statement {
    let placeholders = sql.match_indices('?').map(|(at, _)| (at as u32, at as u32 + 1)).collect();
    Statement { text: sql.into(), placeholders, params, access, cached: true, alone: true }
}

fn demand(access: Access) -> Demand {
    Demand::new(access, Location::caller())
}

fn observer() -> Observer {
    Observer { place: Location::caller(), record: None }
}

/// Keeps rows as values, and answers `then` to each.
#[derive(Default)]
struct Rows {
    rows: Vec<Vec<Value>>,
    stop: bool,
}

impl RowSink for Rows {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        let mut values = Vec::new();
        for index in 0..row.len() {
            row.cell(index, &mut |cell| values.push(owned(cell)))?;
        }
        self.rows.push(values);
        Ok(if self.stop { Flow::Stop } else { Flow::More })
    }
}

fn owned(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::Null(orm_api::value::SqlType::I64),
        Cell::I64(number) => Value::I64(number),
        Cell::F64(number) => Value::F64(number),
        Cell::Text(text) => Value::Text(text.into()),
        Cell::Bytes(bytes) => Value::Bytes(bytes.into()),
        other => panic!("SQLite has no {other:?}"),
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}
