//! Callers that ask without end, and remember how long each answer took.

use segue::{Database, ErrorKind, Executor, Result, raw};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// What became of one question.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) begun: Instant,
    pub(crate) took: Duration,
    pub(crate) failed: Option<ErrorKind>,
}

/// Callers on threads of their own.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    callers: Vec<JoinHandle<Vec<Answer>>>,
}

impl Load {
    /// So many callers of `db`.
    pub(crate) fn on(db: &Database, callers: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let call = |_| {
            let (db, stop) = (db.clone(), stop.clone());
            thread::spawn(move || call(&db, &stop))
        };
        Load { callers: (0..callers).map(call).collect(), stop }
    }

    /// Lets all of them end, and gives their answers.
    pub(crate) fn stop(self) -> Vec<Answer> {
        self.stop.store(true, Ordering::Relaxed);
        self.callers.into_iter().flat_map(|caller| caller.join().unwrap_or_default()).collect()
    }
}

fn call(db: &Database, stop: &AtomicBool) -> Vec<Answer> {
    let mut answers = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let failed = ask(db).err().map(|error| error.kind());
        answers.push(Answer { begun, took: begun.elapsed(), failed });
        thread::park_timeout(Duration::from_millis(10));
    }
    answers
}

/// One question.
pub(crate) fn ask(executor: &impl Executor) -> Result<i64> {
    raw("SELECT 1").read_only().get(executor).wait()
}
