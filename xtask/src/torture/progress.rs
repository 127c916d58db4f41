//! What is seen while it runs.

use super::book::{Book, Shared};
use crate::numbers::grouped;
use indicatif::{ProgressBar, ProgressStyle};
use segue::Engine;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// A bar over the time, moved by a thread of its own: faults last. Without a terminal it is silent.
pub(super) struct Progress {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// How often the bar moves.
const TICK: Duration = Duration::from_millis(100);

impl Progress {
    /// A bar over `lasting`.
    pub(super) fn new(engine: Engine, lasting: Duration, book: &Shared) -> Self {
        let bar = ProgressBar::new(lasting.as_millis() as u64);
        if let Ok(style) = ProgressStyle::with_template("{prefix:8} {bar:24} {elapsed} {msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(engine.name());
        let over = Arc::new(AtomicBool::new(false));
        let (told, book) = (over.clone(), book.clone());
        let thread = thread::Builder::new().name("progress".into()).spawn(move || draw(&bar, &book, &told));
        // Without a thread there is no bar.
        Progress { over, thread: thread.ok() }
    }

    /// Takes the bar away.
    pub(super) fn finish(self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread {
            drop(thread.join());
        }
    }
}

fn draw(bar: &ProgressBar, book: &Shared, over: &AtomicBool) {
    let started = Instant::now();
    while !over.load(Ordering::Relaxed) {
        bar.set_position(started.elapsed().as_millis() as u64);
        bar.set_message(message(&book.open()));
        thread::park_timeout(TICK);
    }
    bar.finish_and_clear();
}

fn message(book: &Book) -> String {
    let (faults, successes) = (book.survived.values().sum(), book.successes);
    let wrong = if book.wrong.0 == 0 { String::new() } else { format!(", {} WRONG", grouped(book.wrong.0)) };
    let fault = book.current().map(|fault| format!(", {fault}")).unwrap_or_default();
    format!("{}: {} done, {} faults{wrong}{fault}", book.mode, grouped(successes), grouped(faults))
}
