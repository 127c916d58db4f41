//! Stopping a statement that nobody wants any more, from beside the connection that it runs on.

use crate::error::Result;
use async_trait::async_trait;
use futures::future::{Either, select};
use futures_timer::Delay;
use std::{
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Stops what a connection is doing, without the connection, which is busy.
#[async_trait]
pub trait Stop: Send + Sync {
    /// Asks the database to stop the statement that runs on the connection. Once nothing is left to do but to ask, `still` is
    /// called, and only where it says yes the database is asked: from then on until this future is ready nothing else is sent
    /// on the connection, so that no other statement is hit.
    ///
    /// # Errors
    /// Where the database could not be asked. [`Outcome::Unknown`](crate::Outcome::Unknown) where it was asked and has not answered:
    /// whatever is sent on the connection next may be stopped by it.
    ///
    /// # Cancellation
    /// Not once `still` was called, or the connection must be closed.
    async fn stop(&self, still: Still) -> Result<()>;

    /// Says that the statement which was to be stopped has ended, one way or the other, and that nothing else runs.
    fn ended(&self) {}
}

/// Whether a statement is still to be stopped. It may be asked on any thread, and blocks none for long.
pub type Still = Arc<dyn Fn() -> bool + Send + Sync>;

/// How long a statement that nobody wants is left alone: most are over sooner than a second connection is open.
const GRACE: Duration = Duration::from_millis(10);

/// After how long it is stopped again, and each time after twice as long: the first may have come before the statement did.
const AGAIN: Duration = Duration::from_millis(100);

/// The longest time after which it is stopped again.
const SELDOM: Duration = Duration::from_secs(5);

/// Waits for `end`, and has what keeps it waiting stopped. `false` where a stop may still be on its way then: the connection
/// is of no use any more.
pub async fn stop_until<T>(stop: Arc<dyn Stop>, end: impl Future<Output = T>) -> (T, bool) {
    let mut end = pin!(end);
    let (mut sure, mut patience, mut next) = (true, GRACE, AGAIN);
    let output = loop {
        match select(end.as_mut(), Delay::new(patience)).await {
            Either::Left((output, _)) => break output,
            Either::Right(_) => {}
        }
        let (output, answered) = stop_once(&*stop, end.as_mut()).await;
        sure &= answered;
        if let Some(output) = output {
            break output;
        }
        (patience, next) = (next, (next * 2).min(SELDOM));
    };
    stop.ended();
    (output, sure)
}

const PREPARING: u8 = 0;
const ASKING: u8 = 1;
const ENDED: u8 = 2;

/// One attempt. Where the end comes first, it is given up, unless the database is being asked already.
async fn stop_once<T>(stop: &dyn Stop, end: Pin<&mut impl Future<Output = T>>) -> (Option<T>, bool) {
    let stage = Arc::new(AtomicU8::new(PREPARING));
    let pass = |stage: &AtomicU8, to| {
        stage.compare_exchange(PREPARING, to, Ordering::AcqRel, Ordering::Acquire).is_ok()
    };
    let asked = stage.clone();
    let stopping = stop.stop(Arc::new(move || pass(&asked, ASKING)));
    match select(end, stopping).await {
        Either::Left((output, _)) if pass(&stage, ENDED) => (Some(output), true),
        Either::Left((output, stopping)) => (Some(output), is_sure(stopping.await)),
        Either::Right((stopped, _)) => {
            // One that was given up while it connects asks nothing any more, unless it does already.
            let settled = stopped.is_ok() || pass(&stage, ENDED);
            (None, is_sure(stopped) && settled)
        }
    }
}

/// Whether the stop has had its effect, or never will have any.
fn is_sure(stopped: Result<()>) -> bool {
    use crate::error::Outcome;
    let Err(error) = stopped else { return true };
    tracing::warn!(%error, "a statement that nobody wants any more could not be stopped");
    error.retry().outcome != Outcome::Unknown
}

/// Counts one for as long as it lives.
pub struct Counted(Arc<AtomicUsize>);

impl Counted {
    /// One more in `counter`.
    pub fn new(counter: Arc<AtomicUsize>) -> Self {
        counter.fetch_add(1, Ordering::Relaxed);
        Counted(counter)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
