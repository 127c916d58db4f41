//! A timer on the crowd's runtime: how late it fires shows how long something blocks the runtime's threads.

use std::time::{Duration, Instant};

/// How long the timer is set for.
const PERIOD: Duration = Duration::from_millis(1);

/// Sets the timer over and over until `end`, and gives back how late it fired.
pub(crate) async fn watch(begin: Instant, end: Instant) -> Vec<Duration> {
    let mut late = Vec::new();
    loop {
        let started = Instant::now();
        if started >= end {
            return late;
        }
        tokio::time::sleep(PERIOD).await;
        if started >= begin {
            late.push(started.elapsed().saturating_sub(PERIOD));
        }
    }
}
