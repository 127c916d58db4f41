//! Many tasks over one pool.

use crate::{
    contender::{Crowd, Failure},
    late, quantile,
    work::key,
};
use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};
use tokio::task::JoinHandle;

/// What a crowd did.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Busy {
    /// Operations in a second.
    pub throughput: f64,
    /// The time that half of the operations took at most, in microseconds.
    pub p50: f64,
    /// The time that 99 in a hundred took at most, in microseconds.
    pub p99: f64,
    /// The time that 999 in a thousand took at most, in microseconds.
    pub p999: f64,
    /// How late a timer of a millisecond fired on the same runtime, in 99 of a hundred times at most, in microseconds.
    pub late_p99: f64,
    /// The most that it was late.
    pub late_max: f64,
}

/// What is not counted: the pool fills, and statements are prepared.
const WARM_UP: Duration = Duration::from_millis(150);

/// As many operations as `tasks` tasks can do for `length`: each asks anew as soon as it is answered.
///
/// A task's time begins when its last answer was there, before it goes to the end of the runtime's queue: what waits for a
/// blocked thread has waited.
///
/// # Errors
/// The database's.
pub fn closed(crowd: &Crowd, tasks: usize, length: Duration) -> Result<Busy, Failure> {
    let begin = Instant::now() + WARM_UP;
    let end = begin + length;
    let timer = crowd.runtime.spawn(late::watch(begin, end));
    let workers: Vec<_> = (0..tasks).map(|task| ask_on(crowd, task as i64, begin, end)).collect();
    crowd.runtime.block_on(async {
        let mut times = Vec::new();
        for worker in workers {
            times.extend(worker.await??);
        }
        Ok(Busy::of(times, timer.await?, begin.elapsed().max(length)))
    })
}

fn ask_on(
    crowd: &Crowd,
    task: i64,
    begin: Instant,
    end: Instant,
) -> JoinHandle<Result<Vec<Duration>, Failure>> {
    let client = Arc::clone(&crowd.client);
    crowd.runtime.spawn(async move {
        let mut times = Vec::new();
        let mut turn = task * 1009;
        let mut asked = Instant::now();
        loop {
            tokio::task::yield_now().await;
            client.get(key(turn)).await?;
            turn += 1;
            let answered = Instant::now();
            if answered >= end {
                return Ok(times);
            }
            if asked >= begin {
                times.push(answered - asked);
            }
            asked = answered;
        }
    })
}

/// Operations that arrive at a fixed rate (a second), whether or not those before them are answered: a time begins when the
/// operation should have been sent, so that waiting counts.
///
/// # Errors
/// The database's; and where not all are answered ten seconds after the last one was asked.
pub fn open(crowd: &Crowd, rate: f64, length: Duration) -> Result<Busy, Failure> {
    let begin = Instant::now() + WARM_UP;
    let end = begin + length;
    let timer = crowd.runtime.spawn(late::watch(begin, end));
    let (done, answers) = mpsc::channel();
    let gap = Duration::from_secs_f64(1.0 / rate);
    let mut due = Instant::now();
    let mut arrivals = 0_u32;
    while due < end {
        let now = Instant::now();
        while due <= now && due < end {
            ask_at(crowd, arrivals, due, done.clone());
            (due, arrivals) = (due + gap, arrivals + 1);
        }
        // Finer than the runtime's own timers, which count in milliseconds.
        std::thread::park_timeout(Duration::from_micros(200));
    }
    let deadline = Instant::now() + Duration::from_secs(10);
    let mut times = Vec::new();
    for _ in 0..arrivals {
        let left = deadline.saturating_duration_since(Instant::now());
        let (due, took) =
            answers.recv_timeout(left).map_err(|_| "not all were answered in ten seconds")??;
        if due >= begin {
            times.push(took);
        }
    }
    let late = crowd.runtime.block_on(timer)?;
    Ok(Busy::of(times, late, length))
}

type Answered = Result<(Instant, Duration), Failure>;

fn ask_at(crowd: &Crowd, turn: u32, due: Instant, done: mpsc::Sender<Answered>) {
    let client = Arc::clone(&crowd.client);
    crowd.runtime.spawn(async move {
        let answer = client.get(key(i64::from(turn))).await;
        let _ = done.send(answer.map(|_| (due, due.elapsed())));
    });
}

/// How long it takes until `tasks` tasks that ask all at once have their answers.
///
/// # Errors
/// The database's.
pub fn waiting(crowd: &Crowd, tasks: usize) -> Result<Duration, Failure> {
    let started = Instant::now();
    let ask = |turn: usize| {
        let client = Arc::clone(&crowd.client);
        crowd.runtime.spawn(async move { client.get(key(turn as i64)).await })
    };
    let workers: Vec<_> = (0..tasks).map(ask).collect();
    crowd.runtime.block_on(async {
        for worker in workers {
            worker.await??;
        }
        Ok(started.elapsed())
    })
}

impl Busy {
    fn of(mut times: Vec<Duration>, mut late: Vec<Duration>, length: Duration) -> Self {
        times.sort_unstable();
        late.sort_unstable();
        Busy {
            throughput: times.len() as f64 / length.as_secs_f64(),
            p50: micros(&times, 0.5),
            p99: micros(&times, 0.99),
            p999: micros(&times, 0.999),
            late_p99: micros(&late, 0.99),
            late_max: micros(&late, 1.0),
        }
    }
}

fn micros(sorted: &[Duration], share: f64) -> f64 {
    quantile(sorted, share).map_or(0.0, |time| time.as_secs_f64() * 1e6)
}
