//! What only Segue has.

use super::turns::tracks;
use crate::bench::models::Track;
use futures::poll;
use kit::{Failure, Work, key};
use segue::{SwitchReport, prelude::*};
use std::{
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Empty functions, handed to where blocking ones run.
///
/// # Errors
/// The database's.
pub(super) async fn hops(db: &Database) -> Result<Vec<Duration>, Failure> {
    let mut times = Vec::new();
    for _ in 0..2_000 {
        let started = Instant::now();
        db.run_blocking(|_| Ok::<_, Error>(())).await?;
        times.push(started.elapsed());
    }
    Ok(times)
}

/// The SQL of a filter, an order and a limit: the mean of a thousand times each.
///
/// # Errors
/// Where it cannot be expressed.
pub(super) fn compilations(db: &Database) -> Result<Vec<Duration>, Failure> {
    const TIMES: u32 = 1_000;
    let mut times = Vec::new();
    for turn in 0..100 {
        let query = tracks(Work::Filter, turn);
        let started = Instant::now();
        for _ in 0..TIMES {
            black_box(black_box(&query).to_sql(db)?);
        }
        times.push(started.elapsed() / TIMES);
    }
    Ok(times)
}

/// Transactions that are dropped in the middle of a statement, over a pool of one connection: each time until it answers
/// somebody else.
///
/// # Errors
/// The database's.
pub(super) async fn drops(url: &str, mode: Mode) -> Result<Vec<Duration>, Failure> {
    let db = Database::builder(url).unconfigured().phase(mode).max_connections(1).connect().await?;
    let mut times = Vec::new();
    for turn in 0..200 {
        let tx = db.begin().await?;
        let mut update =
            Box::pin(Track::objects().by_pk(key(turn)).update(&tx, Track::seconds.set(Track::seconds + 1)));
        let _ = poll!(&mut update);
        drop((update, tx));
        let started = Instant::now();
        Track::objects().by_pk(key(turn)).get(&db).await?;
        times.push(started.elapsed());
    }
    db.close(Duration::from_secs(5)).await?;
    Ok(times)
}

/// There and back again, while 64 tasks read: what `figure` says of each switch.
///
/// # Errors
/// The database's, of any of the readers too: a switch must not lose one of them.
pub(super) async fn switches(
    db: &Database,
    figure: fn(&SwitchReport) -> Duration,
) -> Result<Vec<Duration>, Failure> {
    let (home, stop) = (db.mode(), Arc::new(AtomicBool::new(false)));
    let readers: Vec<_> = (0..64).map(|task| tokio::spawn(read(db.clone(), task, stop.clone()))).collect();
    let away = if home == Mode::Native { Mode::from(Phase::Threaded) } else { Mode::Native };
    let mut figures = Vec::new();
    for _ in 0..10 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        figures.push(figure(&db.switch(away).await?));
        tokio::time::sleep(Duration::from_millis(20)).await;
        figures.push(figure(&db.switch(home).await?));
    }
    stop.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await??;
    }
    Ok(figures)
}

async fn read(db: Database, task: i64, stop: Arc<AtomicBool>) -> Result<()> {
    let mut turn = task;
    while !stop.load(Ordering::Relaxed) {
        Track::objects().by_pk(key(turn)).get(&db).await?;
        turn += 64;
        tokio::task::yield_now().await;
    }
    Ok(())
}
