//! Where clean-up goes that no caller waits for: a thread of its own, there only while there is work.

use crate::op::park_on;
use futures::{
    future::BoxFuture,
    stream::{FuturesUnordered, StreamExt},
};
use std::{
    sync::{Mutex, PoisonError},
    task::Poll,
    thread,
};

/// What waits for the thread, and whether it runs.
struct Inbox {
    arrived: Vec<BoxFuture<'static, ()>>,
    running: Option<thread::Thread>,
}

static INBOX: Mutex<Inbox> = Mutex::new(Inbox { arrived: Vec::new(), running: None });

/// Drives `future` to its end on the janitor's thread. Never blocks for longer than it takes to start a thread.
///
/// Where the system refuses a thread, `future` waits for the next call.
pub fn spawn(future: BoxFuture<'static, ()>) {
    let mut inbox = INBOX.lock().unwrap_or_else(PoisonError::into_inner);
    inbox.arrived.push(future);
    if let Some(thread) = &inbox.running {
        thread.unpark();
        return;
    }
    match thread::Builder::new().name("segue-janitor".into()).spawn(work) {
        Ok(handle) => inbox.running = Some(handle.thread().clone()),
        Err(error) => tracing::error!(%error, "no thread for cleaning up connections; trying again later"),
    }
}

/// Runs everything in the inbox at once, and ends when nothing is left. A panic inside one future ends that one.
fn work() {
    let mut running = FuturesUnordered::new();
    loop {
        {
            let mut inbox = INBOX.lock().unwrap_or_else(PoisonError::into_inner);
            running.extend(inbox.arrived.drain(..).map(guarded));
            if running.is_empty() {
                inbox.running = None;
                return;
            }
        }
        park_on(std::future::poll_fn(|cx| match running.poll_next_unpin(cx) {
            Poll::Pending if something_arrived() => Poll::Ready(()),
            Poll::Pending => Poll::Pending,
            Poll::Ready(_) => Poll::Ready(()),
        }));
    }
}

fn something_arrived() -> bool {
    !INBOX.lock().unwrap_or_else(PoisonError::into_inner).arrived.is_empty()
}

async fn guarded(future: BoxFuture<'static, ()>) {
    use futures::FutureExt;
    if std::panic::AssertUnwindSafe(future).catch_unwind().await.is_err() {
        tracing::error!("cleaning up a connection panicked");
    }
}
