//! The process in which the clients are: it works, switches when it is told to, and may be killed at any moment.

use super::{
    client::Client,
    event::{Event, tell_of},
    options,
};
use segue::{Settings, prelude::*};
use segue_tests::{Options, Setup, planted::Planted, setup::Face};
use serde::{Deserialize, Serialize};
use std::{
    io::BufRead,
    panic,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinHandle;

/// What the process is told at its start.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Orders {
    pub(super) url: String,
    pub(super) mode: String,
    pub(super) seed: u64,
    pub(super) clients: u64,
    /// The first client's number; those of a process that was killed are not used again.
    pub(super) first: i64,
    pub(super) planted: Option<String>,
}

/// What is written to the process, to have it switch or end.
pub(super) const SWITCH: &str = "switch ";
pub(super) const STOP: &str = "stop";

/// So many connections the clients share.
const CONNECTIONS: usize = 12;

/// How long the pool may take to be whole again once nobody uses it.
const WHOLE: Duration = Duration::from_secs(20);

/// Works until it is told to stop, or nobody is there to tell it.
///
/// # Errors
/// Where the orders make no sense, or there is no runtime.
pub(super) fn run(orders: &str) -> crate::Outcome {
    let orders: Orders = serde_json::from_str(orders)?;
    tell_of_panics();
    // A thread for each: in the mode `sync` a statement that waits for a row's lock holds its thread, and were it the one that
    // the lock's owner is to go on on, both would wait until the time-out.
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(orders.clients as usize).enable_all().build()?;
    let setup = setup(&orders)?;
    let db = open(&*setup, &orders)?;
    let stopping = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..orders.clients as i64)
        .map(|client| Client::new(db.clone(), orders.first + client, orders.seed, stopping.clone()))
        .map(|client| runtime.spawn(client.run()))
        .collect();
    Event::Ready.tell();
    obey(&db)?;
    stopping.store(true, Ordering::Relaxed);
    runtime.block_on(ended(clients));
    if let Err(why) = close(&db) {
        Event::Wrong(why).tell();
    }
    Ok(())
}

/// A panic anywhere is wrong: on the clients' threads and on Segue's own.
fn tell_of_panics() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        Event::Wrong(format!("a panic: {info}")).tell();
        print(info);
    }));
}

fn setup(orders: &Orders) -> Result<Arc<dyn Setup>, String> {
    if let Some(name) = &orders.planted {
        let planted: options::Planted = name.parse()?;
        return Ok(Arc::new(Planted(planted.fault).setup()));
    }
    let engine = Settings::new(&orders.url).map_err(|error| error.to_string())?.location.engine();
    Ok(Arc::new(Face { engine, mode: options::mode(&orders.mode)? }))
}

/// Opens the database, as soon as there is one.
fn open(setup: &dyn Setup, orders: &Orders) -> Result<Database, String> {
    let mut settings = Settings::new(&orders.url).map_err(|error| error.to_string())?;
    // No wait that outlasts the faults by much; some that do not outlast them.
    settings.sqlite.busy_timeout = Duration::from_millis(400);
    settings.server.connect_timeout = Duration::from_secs(2);
    settings.server.lock_timeout = Duration::from_secs(5);
    let mut options = Options::new(settings);
    options.settings.pool.max_connections = CONNECTIONS;
    options.settings.pool.acquire_timeout = Duration::from_secs(3);
    options.switch_deadline = Duration::from_secs(3);
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        match setup.open(options.clone()).wait() {
            Ok(db) => return Ok(db),
            Err(error) if Instant::now() > deadline => return Err(error.to_string()),
            Err(error) => tell_of("opening", &error),
        }
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// Does what it is told on its standard input.
fn obey(db: &Database) -> Result<(), String> {
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let Some(name) = line.strip_prefix(SWITCH) else { break };
        match db.switch(options::mode(name)?).wait() {
            Ok(report) => Event::Switched(report.to.to_string()).tell(),
            Err(error) => tell_of("switching", &error),
        }
    }
    Ok(())
}

async fn ended(clients: Vec<JoinHandle<()>>) {
    for client in clients {
        // Its panic was told.
        drop(client.await);
    }
}

/// Sees that every connection came back, that as many as ever can be had, and that nothing keeps the database open.
fn close(db: &Database) -> Result<(), String> {
    let said = |error: Error| format!("after the end: {error:?}");
    let deadline = Instant::now() + WHOLE;
    while db.pool().map_err(said)?.in_use > 0 {
        if Instant::now() > deadline {
            return Err(format!("connections were not given back within {WHOLE:?}: {:?}", db.pool()));
        }
        std::thread::park_timeout(Duration::from_millis(5));
    }
    let many = if db.settings().location.file().is_some() { 1 } else { CONNECTIONS };
    let mut held = Vec::new();
    for _ in 0..many {
        held.push(db.begin().wait().map_err(said)?);
    }
    for transaction in held {
        transaction.rollback().wait().map_err(said)?;
    }
    db.close(WHOLE).wait().map_err(said)
}
