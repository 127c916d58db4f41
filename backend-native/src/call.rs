//! Calls of the driver that go on to their end when their callers go.
//!
//! sqlx is not made for less: on MySQL a call that is dropped between the two halves of a packet, or while a statement is being
//! prepared, leaves a connection that takes the rest of the old answer for the next one (sqlx 0.9.0, `recv_packet_part` and
//! `prepare_statement` of its MySQL connection).

use crate::{connection::Driver, pool::Manager, runtime};
use deadpool::managed::Object;
use futures::{
    channel::oneshot::{self, Receiver},
    future::{BoxFuture, Either, select},
};
use orm_api::{
    Error, ErrorKind, Result,
    backend::{BoxSink, Flow, RowSink},
    value::Row,
};
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

/// Where a connection comes back from a call whose caller has gone, and the error of that call, which nobody else is told.
pub(crate) type Away<D> = Receiver<(Object<Manager<D>>, Option<Error>)>;

/// A connection in a call. Dropped there, as by a panic or with its runtime, it is closed: nobody knows how far the call came.
pub(crate) struct Loan<D: Driver>(pub(crate) Option<Object<Manager<D>>>);

impl<D: Driver> Loan<D> {
    /// The driver's connection.
    pub(crate) fn opened(&mut self) -> Result<&mut D::Connection> {
        self.0.as_deref_mut().map(|slot| &mut slot.connection).ok_or_else(gone)
    }
}

impl<D: Driver> Drop for Loan<D> {
    fn drop(&mut self) {
        self.0.take().map(Object::take);
    }
}

/// One call. Dropped before its end it goes on away from its caller, and gives the connection back to `away`.
pub(crate) struct Call<'a, D: Driver, T: Send + 'static> {
    running: Option<BoxFuture<'static, (Loan<D>, Result<T>)>>,
    away: &'a mut Option<Away<D>>,
    left: &'a AtomicBool,
}

impl<'a, D: Driver, T: Send + 'static> Call<'a, D, T> {
    /// A call that `running` makes. `left` says to it that its caller has gone.
    pub(crate) fn new(
        running: BoxFuture<'static, (Loan<D>, Result<T>)>,
        away: &'a mut Option<Away<D>>,
        left: &'a AtomicBool,
    ) -> Self {
        left.store(false, Ordering::Relaxed);
        Call { running: Some(running), away, left }
    }
}

impl<D: Driver, T: Send + 'static> Future for Call<'_, D, T> {
    type Output = (Loan<D>, Result<T>);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // Taken out while it is polled: one that panics must not be polled again.
        let Some(mut running) = self.running.take() else { return Poll::Pending };
        let polled = running.as_mut().poll(cx);
        if polled.is_pending() {
            self.running = Some(running);
        }
        polled
    }
}

impl<D: Driver, T: Send + 'static> Drop for Call<'_, D, T> {
    fn drop(&mut self) {
        let Some(running) = self.running.take() else { return };
        self.left.store(true, Ordering::Relaxed);
        let (mut back, away) = oneshot::channel();
        *self.away = Some(away);
        runtime::spawn(Box::pin(async move {
            let ended = match select(running, back.cancellation()).await {
                Either::Left((ended, _)) => Some(ended),
                // Nobody can have it back any more: it is closed, and its place in the pool is free.
                Either::Right(_) => None,
            };
            let comes_back = ended.and_then(|(mut loan, result)| Some((loan.0.take()?, result.err())));
            if let Some(Err((unwanted, _))) = comes_back.map(|ended| back.send(ended)) {
                drop(Object::take(unwanted));
            }
        }));
    }
}

/// A sink that wants no further row, and has room for each, once the caller of its statement has gone.
pub(crate) struct Wanted {
    pub(crate) sink: BoxSink,
    pub(crate) left: Arc<AtomicBool>,
}

impl Wanted {
    fn is_left(&self) -> bool {
        self.left.load(Ordering::Relaxed)
    }
}

impl RowSink for Wanted {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        if self.is_left() { Ok(Flow::Stop) } else { self.sink.row(row) }
    }

    fn streams(&self) -> bool {
        self.sink.streams()
    }

    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_left() { Poll::Ready(()) } else { self.sink.poll_room(cx) }
    }
}

#[cold]
pub(crate) fn gone() -> Error {
    Error::new(ErrorKind::ConnectionLost, "the connection was given back, or closed in the middle of a call")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{connection::Driver, pool::Pool};
    use futures::FutureExt;
    use orm_api::{
        backend::{Connection, Done, Health, Served, Settings, Statement},
        op::park_on,
    };
    use std::sync::Mutex;

    /// The connection is lost in its first statement, once that is told to go on. It gives an answer to whatever comes after.
    struct Losing(Mutex<Option<Receiver<()>>>);

    impl Driver for Losing {
        type Connection = Option<Receiver<()>>;

        async fn connect(&self) -> Result<Self::Connection> {
            Ok(self.0.lock().unwrap().take())
        }

        async fn check(&self, _: &mut Self::Connection) -> Result<Served> {
            unreachable!("nobody asks")
        }

        async fn fetch(_: &mut Self::Connection, _: Statement, _: &mut dyn RowSink) -> Result<()> {
            unreachable!("nothing is read")
        }

        async fn execute(connection: &mut Self::Connection, _: Statement) -> Result<Done> {
            let Some(goes_on) = connection.take() else { return Ok(Done::default()) };
            _ = goes_on.await;
            Err(Error::new(ErrorKind::ConnectionLost, "an answer that is none"))
        }

        async fn batch(_: &mut Self::Connection, _: &str) -> Result<()> {
            unreachable!("nothing is sent at once")
        }

        async fn close(_: Self::Connection) {}
    }

    /// Whoever has it next hears of it, nothing further is sent, and the pool never gets it back.
    #[test]
    fn a_loss_that_nobody_waited_for_is_told_to_the_next_one() {
        let (go_on, goes_on) = oneshot::channel();
        let settings = Settings::new("sqlite::memory:").unwrap();
        let pool = Pool::new(Arc::new(Losing(Mutex::new(Some(goes_on)))), &settings).unwrap();
        park_on(async {
            let mut pooled = pool.take().await.unwrap();
            assert!(pooled.execute(Health::question()).now_or_never().is_none());
            drop(go_on);
            let next = pooled.execute(Health::question()).await;
            assert_eq!(next.unwrap_err().kind(), ErrorKind::ConnectionLost);
            drop(pooled);
            assert_eq!(pool.open(), 0);
        });
    }
}
