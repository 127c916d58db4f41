//! Futures that are dropped before they are ready.

use crate::dice::Dice;
use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

/// When a future is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// Once it is ready.
    Never,
    /// When it has pended so often.
    Pending(u64),
    /// After that time.
    After(Duration),
}

impl Cut {
    /// For about one in seven, at random.
    pub(super) fn at_random(dice: &mut Dice) -> Self {
        match dice.below(14) {
            0 => Cut::Pending(1 + dice.below(12)),
            1 => Cut::After(Duration::from_micros(dice.below(20_000))),
            _ => Cut::Never,
        }
    }

    /// Runs `future`; `None` where it was dropped.
    pub(super) async fn run<T>(self, future: impl Future<Output = T>) -> Option<T> {
        match self {
            Cut::Never => Some(future.await),
            Cut::Pending(times) => until_pended(future, times).await,
            Cut::After(time) => tokio::time::timeout(time, future).await.ok(),
        }
    }
}

async fn until_pended<T>(future: impl Future<Output = T>, times: u64) -> Option<T> {
    let mut future = pin!(future);
    let mut left = times;
    poll_fn(move |cx| match future.as_mut().poll(cx) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending if left <= 1 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::task::yield_now;

    async fn pends(times: u64) -> u64 {
        for _ in 0..times {
            yield_now().await;
        }
        times
    }

    /// A future that pends as often as it may is ready; one that pends once more is dropped.
    #[tokio::test]
    async fn cuts_where_it_says() {
        assert_eq!(Cut::Pending(3).run(pends(2)).await, Some(2));
        assert_eq!(Cut::Pending(3).run(pends(3)).await, None);
        assert_eq!(Cut::Never.run(pends(9)).await, Some(9));
        assert_eq!(Cut::After(Duration::from_millis(1)).run(std::future::pending::<()>()).await, None);
    }
}
