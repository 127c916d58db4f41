//! What is seen while it runs.

use super::clients::Shared;
use crate::numbers::{grouped, time};
use indicatif::{ProgressBar, ProgressStyle};
use segue::{Mode, SwitchReport};
use std::{sync::atomic::Ordering, time::Duration};

/// A bar over the whole time. Without a terminal it is silent, and only the switches are printed.
pub(super) struct Progress(ProgressBar);

/// How often the bar moves.
const TICK: Duration = Duration::from_millis(100);

impl Progress {
    /// A bar over `duration`.
    pub(super) fn new(duration: Duration) -> Self {
        let bar = ProgressBar::new(duration.as_millis() as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {elapsed} {msg}") {
            bar.set_style(style);
        }
        Progress(bar)
    }

    /// Waits while the clients work in `mode`.
    pub(super) async fn wait(&self, duration: Duration, mode: Mode, shared: &Shared) {
        let end = tokio::time::Instant::now() + duration;
        let mut last = tokio::time::Instant::now();
        while last < end {
            tokio::time::sleep_until((last + TICK).min(end)).await;
            let now = tokio::time::Instant::now();
            self.0.inc((now - last).as_millis() as u64);
            last = now;
            let operations = shared.operations.load(Ordering::Relaxed);
            self.0.set_message(format!("{mode}, {} operations", grouped(operations)));
        }
    }

    /// Says how a switch went.
    pub(super) fn switched(&self, report: &SwitchReport) {
        let SwitchReport { from, to, opening, pause, draining, drained, still_running, .. } = report;
        let (opening, pause, draining) = (time(*opening), time(*pause), time(*draining));
        self.0.suspend(|| {
            println!(
                "{from} → {to}: opened in {opening}, new work held up for {pause}; {drained} in flight ended on \
                 {from} within {draining}, {still_running} still ran"
            );
        });
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
