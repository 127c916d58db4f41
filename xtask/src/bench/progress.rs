//! What is seen while it runs.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// A bar over everything that is to be done on one database. Without a terminal it is silent.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Over so many steps.
    pub(super) fn new(steps: usize) -> Self {
        let bar = ProgressBar::new(steps as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {elapsed}, {eta} left  {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress(bar)
    }

    /// What comes next.
    pub(super) fn now(&self, what: &str) {
        self.0.set_message(what.to_owned());
    }

    /// So many steps are done.
    pub(super) fn done(&self, steps: usize) {
        self.0.inc(steps as u64);
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
