//! What the way to a worker and back costs, over a driver that does nothing:
//! `cargo run -p segue-backend-threaded --example hop --release`.
#![allow(clippy::unwrap_used, reason = "a measurement ends where these fail")]

#[path = "../tests/fake/mod.rs"]
mod fake;

use fake::{BOTH, bridge, demand, on, run};
use futures::future::join_all;
use orm_api::{
    backend::{Access, Backend},
    op::park_on,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const EACH: u32 = 2_000;

/// Operations a second, and CPU time for each.
fn main() {
    for boundary in BOTH {
        let (_, db) = bridge(boundary, |_| {});
        for (access, tasks) in
            [(Access::Read, 1), (Access::Read, 64), (Access::Write, 1), (Access::Write, 64)]
        {
            let (took, cpu) = measured(|| flood(&db, access, tasks));
            let operations = f64::from(tasks * EACH);
            println!(
                "{boundary:>9} {access:?} {tasks:>2} tasks: {:>8.0}/s, {:.2} µs wall, {:.2} µs CPU each",
                operations / took.as_secs_f64(),
                took.as_secs_f64() * 1e6 / operations,
                cpu.as_secs_f64() * 1e6 / operations,
            );
        }
        let (took, _) = measured(|| park_on(transactions(&db)));
        println!(
            "{boundary:>9} transactions of three: {:.2} µs each",
            took.as_secs_f64() * 1e6 / f64::from(EACH)
        );
    }
}

fn flood(db: &Arc<dyn Backend>, access: Access, tasks: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let tasks: Vec<_> = (0..tasks)
        .map(|_| {
            let db = db.clone();
            runtime.spawn(async move {
                for _ in 0..EACH {
                    run(&db, access, &["silent"]).await.unwrap().remove(0).unwrap();
                }
            })
        })
        .collect();
    let done = runtime.block_on(join_all(tasks));
    assert!(done.iter().all(Result::is_ok));
}

async fn transactions(db: &Arc<dyn Backend>) {
    for _ in 0..EACH {
        let mut lease = db.lease(demand(Access::Write)).await.unwrap();
        for _ in 0..5 {
            on(&mut lease, &["silent"]).await.unwrap();
        }
    }
}

/// Time on the clock, and on all CPUs (`utime` and `stime` of `/proc/self/stat`, in ticks of 10 ms).
fn measured(work: impl FnOnce()) -> (Duration, Duration) {
    let ticks = || {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let after_name = stat.rsplit_once(')').unwrap().1.to_owned();
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    };
    let (before, started) = (ticks(), Instant::now());
    work();
    (started.elapsed(), Duration::from_millis(10 * (ticks() - before)))
}
