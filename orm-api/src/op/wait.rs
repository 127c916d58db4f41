//! Waiting for a future on a thread, and telling async tasks from threads that may block.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};
use tokio::task::coop;

/// Blocks the thread until `future` is ready. A parker of Segue's own: tokio's and futures' `block_on` panic
/// when one runs inside another on the same thread, and blocking code may well call async code that waits again.
///
/// The future is taken out of tokio's cooperative budget: a task that has used its budget up would otherwise be
/// told to yield to a scheduler that cannot run before this call returns.
pub fn park_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(coop::unconstrained(future));
    // A blocking backend is ready at the first poll, and then nothing is allocated here.
    if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        return output;
    }
    let parked = Arc::new(Parked { thread: thread::current(), woken: AtomicBool::new(false) });
    let waker = Waker::from(parked.clone());
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        while !parked.woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// A thread that waits. It is told by a flag of each wait's own: a thread has one token for `unpark`, which a wait
/// inside of the future that is waited for may have used up.
struct Parked {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Whether the code that asks runs inside an async task of tokio's, where blocking would stop others.
///
/// A task has a cooperative budget of 128 steps, which a thread that may block (`spawn_blocking`,
/// `block_in_place`, a thread of the application's own) has not. The budget is taken step by step until it is
/// used up, and given back. A task that tokio was told to leave `unconstrained` is not recognised.
pub fn in_async_task() -> bool {
    /// More than any budget that tokio gives out.
    const STEPS: usize = 130;
    if tokio::runtime::Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    let mut taken = [const { None }; STEPS];
    for step in &mut taken {
        match coop::poll_proceed(&mut context) {
            Poll::Ready(restore) => *step = Some(restore),
            Poll::Pending => {
                give_back(&mut taken);
                return true;
            }
        }
    }
    give_back(&mut taken);
    false
}

/// Each step restores the budget that it found: the first taken must be given back last.
fn give_back<T>(taken: &mut [Option<T>]) {
    taken.iter_mut().rev().for_each(|step| drop(step.take()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Tasks are told from threads that may block, on either kind of runtime.
    #[test]
    fn tasks_are_told_from_threads() {
        assert!(!in_async_task());
        let many = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let one = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for runtime in [&many, &one] {
            assert!(runtime.block_on(async { in_async_task() }));
            assert!(runtime.block_on(async { tokio::spawn(async { in_async_task() }).await.unwrap() }));
            let blocking = async { tokio::task::spawn_blocking(in_async_task).await.unwrap() };
            assert!(!runtime.block_on(blocking));
        }
    }

    /// A wake-up that arrives while a wait inside of the future parks the same thread is not lost.
    #[test]
    fn an_inner_wait_takes_no_wake_up() {
        use futures::{channel::oneshot, future::select};
        let (done, finished) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let ((outer, for_outer), (inner, for_inner)) = (oneshot::channel(), oneshot::channel::<()>());
            let mut steps = vec![Some((outer, inner, for_inner)), None];
            // At its second poll, which has a real waker, it wakes its neighbour and then waits for something else.
            let neighbour = std::future::poll_fn(move |_| {
                if let Some((outer, inner, for_inner)) = steps.pop().flatten() {
                    outer.send(()).unwrap();
                    thread::spawn(move || inner.send(()).unwrap());
                    park_on(for_inner).unwrap();
                    // Uses up the token, if the inner wait has left one.
                    thread::park_timeout(Duration::from_millis(1));
                }
                Poll::Pending::<()>
            });
            park_on(select(for_outer, neighbour));
            done.send(()).unwrap();
        });
        finished.recv_timeout(Duration::from_secs(5)).expect("the wake-up was lost");
    }

    /// One wait inside another on one thread works, also in a task that has used its budget up.
    #[test]
    fn waits_can_be_nested() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let semaphore = tokio::sync::Semaphore::new(1);
            for _ in 0..300 {
                park_on(async { park_on(semaphore.acquire()).unwrap().forget() });
                semaphore.add_permits(1);
            }
        });
    }
}
