//! Futures that are never cut off half way.

use futures::future::BoxFuture;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// Where a future goes whose caller has gone.
pub(crate) type Spawn = Box<dyn FnOnce(BoxFuture<'static, ()>) + Send>;

/// A future that runs to its end once it was polled: dropped before that, it is handed over whole. Not polled, it
/// is dropped, and nothing was sent. For `COMMIT`, `ROLLBACK` and savepoints.
pub(crate) struct Detach<T: Send + 'static> {
    future: Option<BoxFuture<'static, T>>,
    begun: bool,
    spawn: Option<Spawn>,
}

impl<T: Send + 'static> Detach<T> {
    pub(crate) fn new(spawn: Spawn, future: impl Future<Output = T> + Send + 'static) -> Self {
        Detach { future: Some(Box::pin(future)), begun: false, spawn: Some(spawn) }
    }
}

impl<T: Send + 'static> Future for Detach<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        self.begun = true;
        // Taken out while it is polled: one that panics must not be polled again.
        let Some(mut future) = self.future.take() else { return Poll::Pending };
        let polled = future.as_mut().poll(cx);
        if polled.is_pending() {
            self.future = Some(future);
        }
        polled
    }
}

impl<T: Send + 'static> Drop for Detach<T> {
    fn drop(&mut self) {
        if !self.begun {
            return;
        }
        if let (Some(future), Some(spawn)) = (self.future.take(), self.spawn.take()) {
            spawn(Box::pin(async move { drop(future.await) }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::janitor;
    use std::sync::mpsc;

    fn spawn() -> Spawn {
        Box::new(janitor::spawn)
    }

    /// Ready at its second poll.
    async fn yielding() {
        let mut polled = false;
        std::future::poll_fn(|cx| match std::mem::replace(&mut polled, true) {
            true => Poll::Ready(()),
            false => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        })
        .await;
    }

    /// A panic of the code around it does not cut it off; its own panic ends it.
    #[test]
    fn only_its_own_panic_ends_it() {
        use futures::FutureExt;
        let (done, finished) = mpsc::channel();
        let own = done.clone();
        let begun = Detach::new(spawn(), async move {
            yielding().await;
            done.send("another's").unwrap();
        });
        let panicking = Detach::new(spawn(), async move {
            let _own = own;
            panic!("its own");
        });
        let all = async { futures::join!(begun, panicking) };
        assert!(std::panic::AssertUnwindSafe(all).catch_unwind().now_or_never().unwrap().is_err());
        assert_eq!(finished.iter().collect::<Vec<_>>(), ["another's"]);
    }

    /// Polled once and dropped, it still reaches its end; never polled, it never begins.
    #[test]
    fn a_begun_future_is_finished_elsewhere() {
        let (done, finished) = mpsc::channel();
        let unpolled = done.clone();
        drop(Detach::new(spawn(), async move { unpolled.send("unpolled").unwrap() }));
        let mut begun = Box::pin(Detach::new(spawn(), async move {
            yielding().await;
            done.send("begun").unwrap();
        }));
        assert!(begun.as_mut().poll(&mut Context::from_waker(std::task::Waker::noop())).is_pending());
        drop(begun);
        assert_eq!(finished.iter().collect::<Vec<_>>(), ["begun"]);
    }
}
