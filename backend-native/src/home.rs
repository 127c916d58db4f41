//! Where a server's connection lives: its socket is woken by the runtime that it was opened in.

use crate::runtime;
use futures::{
    FutureExt,
    future::{Either, pending, select},
};
use orm_api::{Error, ErrorKind, Result};
use std::{pin::pin, time::Duration};
use tokio::runtime::{Handle, RuntimeFlavor};

/// The runtime that wakes a connection.
pub(crate) struct Home(Handle);

impl Home {
    /// Opens something in the runtime of whoever asks, or in Segue's own where there is none, within `limit`.
    ///
    /// # Errors
    /// [`ErrorKind::ConnectTimeout`]; those of opening it.
    ///
    /// # Cancellation
    /// What was being opened is closed.
    pub(crate) async fn open<T: Send + 'static>(
        limit: Duration,
        opening: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<(T, Home)> {
        let opening = in_time(limit, opening);
        // sqlx yields while it computes the answer to a password, and who blocks a task is not called again for that.
        let here = Handle::try_current().ok().filter(|_| !runtime::blocks_a_task());
        let handle = match (here, runtime::handle()) {
            (Some(here), _) => return Ok((opening.await?, Home(here))),
            (None, Some(own)) => own,
            (None, None) => {
                return Err(Error::new(ErrorKind::Connect, "the system refuses a thread for a runtime"));
            }
        };
        let lost = |error| Error::new(ErrorKind::Connect, format!("opening the connection failed: {error}"));
        let opened = Abort(handle.spawn(opening)).await.map_err(lost)??;
        Ok((opened, Home(handle)))
    }

    /// Whether whoever asks blocks a task of the very runtime that would have to wake him.
    pub(crate) fn is_blocked(&self) -> bool {
        runtime::is_blocked(self.0.id())
    }

    /// Whether whoever asks will be woken: always in the same runtime, unless he blocks it; in another one as long as it is
    /// there and has threads of its own, for one without is only awake while somebody blocks on it.
    pub(crate) fn wakes_here(&self) -> bool {
        if self.is_blocked() {
            return false;
        }
        let here = Handle::try_current().is_ok_and(|here| here.id() == self.0.id());
        here || (self.0.runtime_flavor() != RuntimeFlavor::CurrentThread && self.is_there())
    }

    /// A runtime that is gone ends what it is given at once.
    fn is_there(&self) -> bool {
        let task = self.0.spawn(pending::<()>());
        let there = !task.is_finished();
        task.abort();
        there
    }
}

/// A task that ends with whoever waits for it.
struct Abort<T>(tokio::task::JoinHandle<T>);

impl<T> Future for Abort<T> {
    type Output = Result<T, tokio::task::JoinError>;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Self::Output> {
        self.0.poll_unpin(cx)
    }
}

impl<T> Drop for Abort<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// With a clock that needs no runtime: the application's may have none.
async fn in_time<T>(limit: Duration, opening: impl Future<Output = Result<T>>) -> Result<T> {
    match select(pin!(opening), futures_timer::Delay::new(limit)).await {
        Either::Left((opened, _)) => opened,
        Either::Right(_) => {
            Err(Error::new(ErrorKind::ConnectTimeout, format!("no connection within {limit:?}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn home() -> Home {
        Home::open(Duration::from_secs(1), async { Ok(()) }).await.unwrap().1
    }

    /// A connection is used where it is woken, and nowhere else.
    #[test]
    fn a_connection_is_used_where_it_is_woken() {
        let build = |mut builder: tokio::runtime::Builder| builder.build().unwrap();
        let several = build(tokio::runtime::Builder::new_multi_thread());
        let one = build(tokio::runtime::Builder::new_current_thread());
        let (of_several, of_one) = (several.block_on(home()), one.block_on(home()));
        let own = orm_api::op::park_on(home());
        assert!(several.block_on(async { of_several.wakes_here() }));
        assert!(one.block_on(async { of_one.wakes_here() && of_several.wakes_here() && own.wakes_here() }));
        assert!(several.block_on(async { !of_one.wakes_here() }), "nobody drives it");
        for (runtime, home) in [(&several, &of_several), (&one, &of_one)] {
            let blocks =
                async { runtime::wait(pin!(async { assert!(!home.wakes_here() && own.wakes_here()) })) };
            runtime.block_on(blocks);
            assert!(runtime.block_on(async { home.wakes_here() }), "the wait has ended");
        }
        drop(several);
        assert!(!of_several.wakes_here(), "it is gone");
    }
}
