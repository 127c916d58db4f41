//! Where clean-up goes that no caller waits for: a thread of its own, there only while there is work.

use crate::op::park_on;
use futures::{
    future::BoxFuture,
    stream::{FuturesUnordered, StreamExt},
};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    thread,
};

/// What waits for the thread, whether it runs, and how it is told.
struct Inbox {
    arrived: Vec<BoxFuture<'static, ()>>,
    running: bool,
    waker: Option<Waker>,
}

static INBOX: Mutex<Inbox> = Mutex::new(Inbox { arrived: Vec::new(), running: false, waker: None });

/// Drives `future` to its end on the janitor's thread. Never blocks for longer than it takes to start a thread.
///
/// Where the system refuses a thread, `future` waits for the next call.
pub fn spawn(future: BoxFuture<'static, ()>) {
    let mut inbox = inbox();
    inbox.arrived.push(future);
    if inbox.running {
        let waker = inbox.waker.take();
        drop(inbox);
        return waker.into_iter().for_each(Waker::wake);
    }
    match thread::Builder::new().name("segue-janitor".into()).spawn(work) {
        Ok(_) => inbox.running = true,
        Err(error) => tracing::error!(%error, "no thread for cleaning up connections; trying again later"),
    }
}

fn inbox() -> MutexGuard<'static, Inbox> {
    INBOX.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs everything in the inbox at once, and ends when nothing is left. A panic inside one future ends that one.
fn work() {
    let mut running = FuturesUnordered::new();
    loop {
        {
            let mut inbox = inbox();
            running.extend(inbox.arrived.drain(..).map(guarded));
            if running.is_empty() {
                inbox.running = false;
                return;
            }
        }
        park_on(std::future::poll_fn(|cx| match running.poll_next_unpin(cx) {
            Poll::Pending => poll_arrived(cx),
            Poll::Ready(_) => Poll::Ready(()),
        }));
    }
}

/// Ready when something is in the inbox.
fn poll_arrived(cx: &Context<'_>) -> Poll<()> {
    let mut inbox = inbox();
    if !inbox.arrived.is_empty() {
        return Poll::Ready(());
    }
    inbox.waker = Some(cx.waker().clone());
    Poll::Pending
}

async fn guarded(future: BoxFuture<'static, ()>) {
    use futures::FutureExt;
    if std::panic::AssertUnwindSafe(future).catch_unwind().await.is_err() {
        tracing::error!("cleaning up a connection panicked");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::channel::oneshot;
    use std::{sync::mpsc, time::Duration};

    /// What arrives while something else is waited for is not kept waiting, nor what follows a panic.
    #[test]
    fn nothing_waits_for_another() {
        let (release, held) = oneshot::channel::<()>();
        spawn(Box::pin(async move { _ = held.await }));
        spawn(Box::pin(async { panic!("one that fails") }));
        for _ in 0..100 {
            let (done, finished) = mpsc::channel();
            spawn(Box::pin(async move { done.send(()).unwrap() }));
            finished.recv_timeout(Duration::from_secs(5)).expect("it was kept waiting");
        }
        drop(release);
    }
}
