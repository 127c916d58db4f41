//! Where a future is dropped.

use futures_timer::Delay;
use std::{fmt, future::poll_fn, pin::pin, task::Poll, time::Duration};

/// Where a future is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// After so many polls, each of which it had asked for. With none, it is dropped as it was made.
    Polls(usize),
    /// After so much time, wherever it is then.
    After(Duration),
    /// Not at all.
    Never,
}

/// What became of a future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was dropped before its first poll.
    Untouched,
    /// It was dropped on its way.
    Dropped,
    /// It came to its end.
    Ended,
}

impl Cut {
    /// Runs `future` up to there. Gives back its output, if it came to its end, and how often it was polled.
    pub async fn of<F: Future>(self, future: F) -> (Option<F::Output>, usize) {
        let (mut future, mut polls) = (pin!(future), 0);
        let mut timer = match self {
            Cut::After(time) => Some(Delay::new(time)),
            Cut::Polls(_) | Cut::Never => None,
        };
        let output = poll_fn(|cx| {
            if timer.as_mut().is_some_and(|timer| pin!(timer).poll(cx).is_ready()) || self.is_reached(polls) {
                return Poll::Ready(None);
            }
            polls += 1;
            match future.as_mut().poll(cx) {
                Poll::Ready(output) => Poll::Ready(Some(output)),
                Poll::Pending if self.is_reached(polls) => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            }
        })
        .await;
        (output, polls)
    }

    fn is_reached(self, polls: usize) -> bool {
        matches!(self, Cut::Polls(most) if polls >= most)
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cut::Polls(polls) => write!(f, "dropped after {polls} polls"),
            Cut::After(time) => write!(f, "dropped after {time:?}"),
            Cut::Never => f.write_str("not dropped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use orm_api::op::park_on;
    use std::task::Context;

    /// Ready at its third poll.
    fn third() -> impl Future<Output = &'static str> {
        let mut polls = 0;
        poll_fn(move |cx: &mut Context<'_>| {
            polls += 1;
            cx.waker().wake_by_ref();
            if polls == 3 { Poll::Ready("done") } else { Poll::Pending }
        })
    }

    /// At each poll count before the last one it is dropped, and then it ends.
    #[test]
    fn it_is_dropped_where_it_says() {
        for polls in 0..3 {
            assert_eq!(park_on(Cut::Polls(polls).of(third())), (None, polls));
        }
        assert_eq!(park_on(Cut::Polls(3).of(third())), (Some("done"), 3));
        assert_eq!(park_on(Cut::Never.of(third())), (Some("done"), 3));
        // The timer wakes as well, and may do so more than once.
        let (output, polls) = park_on(Cut::After(Duration::from_millis(1)).of(std::future::pending::<()>()));
        assert!(output.is_none() && polls >= 1);
    }
}
