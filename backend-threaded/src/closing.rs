//! The end of a crew: what waits is served, and every thread is joined.

use crate::crew::{Crew, closed};
use futures::{
    channel::oneshot,
    future::{Either, select},
};
use futures_timer::Delay;
use std::{
    pin::pin,
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

impl Crew {
    /// Takes nothing further. Workers end once nothing waits and their borrowers are done.
    pub(crate) fn shut(&self) {
        self.waiting.close();
        let mut state = self.lock();
        state.closed = true;
        self.dismiss(state);
    }

    /// Takes nothing further, and waits until what was taken has been served and all threads have ended. At
    /// `deadline` whatever still waits is refused, and threads that are in use end when they come free.
    pub(crate) async fn close(self: &Arc<Self>, deadline: Instant) {
        self.shut();
        let left = deadline.saturating_duration_since(Instant::now());
        if let Either::Right(_) = select(pin!(self.ended()), Delay::new(left)).await {
            self.fail_all(self.lock(), &closed());
        }
        self.lock().watcher = None;
    }

    /// Ready when nothing waits and no thread is left. A write may wait for a turn while there is no thread yet.
    async fn ended(self: &Arc<Self>) {
        loop {
            _ = self.joined().await;
            if !self.lock().is_wanted() {
                return;
            }
            Delay::new(Duration::from_millis(2)).await;
        }
    }

    /// Ready when all threads have been joined: by a thread, since joining blocks.
    fn joined(self: &Arc<Self>) -> oneshot::Receiver<()> {
        let (done, joined) = oneshot::channel();
        let crew = self.clone();
        let join = move || {
            crew.join();
            drop(done);
        };
        if let Err(error) = thread::Builder::new().name("segue-closing".into()).spawn(join) {
            tracing::error!(%error, "no thread to join workers; they end by themselves");
        }
        joined
    }

    /// Joins all threads, also those that are started in order to serve what is left.
    fn join(&self) {
        while let Some(thread) = self.next_thread() {
            if thread.join().is_err() {
                tracing::error!("a worker ended in a panic");
            }
        }
    }

    fn next_thread(&self) -> Option<JoinHandle<()>> {
        self.lock().threads.pop()
    }
}
