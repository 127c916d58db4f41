//! What handles promise when futures are dropped, operations outlive their savepoints, and statements fail half way:
//! in every mode, on SQLite.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

mod dropped;
mod meaning;
mod raw;
mod savepoints;
mod several;
mod streams;
mod waiting;

use segue::prelude::*;
use std::{future::Future, sync::Arc, time::Duration};
use tempfile::TempDir;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "item")]
struct Item {
    #[field(primary_key, auto)]
    id: i64,
    #[field(max_length = 120, unique)]
    name: String,
    count: i64,
}

fn item(name: impl ToString) -> NewItem {
    NewItem { name: name.to_string(), count: 1 }
}

/// A database in a file of its own, with the table of [`Item`].
struct Bench {
    db: Database,
    directory: Arc<TempDir>,
}

impl Bench {
    async fn open(mode: Mode) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let db = Bench::another(&directory, mode, 8).await;
        create_tables(&db, &[Item::def()]).await.unwrap();
        Bench { db, directory: Arc::new(directory) }
    }

    /// Another handle of the same file.
    async fn another(directory: &TempDir, mode: Mode, connections: usize) -> Database {
        let url = format!("sqlite:{}/t.db", directory.path().display());
        let builder = Database::builder(&url).unconfigured().phase(mode).max_connections(connections);
        builder.settings(|settings| settings.pool.acquire_timeout = DEADLINE).connect().await.unwrap()
    }

    async fn names(&self) -> Vec<String> {
        Item::objects().order_by(Item::id.asc()).values_flat(Item::name).all(&self.db).await.unwrap()
    }
}

const DEADLINE: Duration = Duration::from_secs(20);

/// Runs `case` in every mode, each on a new database.
fn in_every_mode<F: Future<Output = ()>>(case: impl Fn(Bench) -> F) {
    for mode in Mode::ALL {
        println!("in mode {mode}");
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let run = async {
            let bench = Bench::open(mode).await;
            // A case may take the database alone.
            let _kept = bench.directory.clone();
            case(bench).await;
        };
        runtime.block_on(async { tokio::time::timeout(DEADLINE * 2, run).await.expect("it hangs") });
    }
}

/// Fails as application code does.
fn refuse<T>() -> Result<T> {
    Err(Error::new(ErrorKind::Application, "no"))
}

/// Polls `future` for a while, and drops it.
async fn begin_and_drop(future: impl Future, within: Duration) {
    _ = tokio::time::timeout(within, Box::pin(future)).await;
}

/// Polls `future` all the time, so that it is dropped in different states.
async fn poll_for(time: Duration, future: impl Future) {
    let mut future = Box::pin(future);
    let begun = std::time::Instant::now();
    while futures::poll!(future.as_mut()).is_pending() && begun.elapsed() < time {
        std::thread::yield_now();
    }
}
