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

/// Where a connection comes back from a call whose caller has gone.
pub(crate) type Away<D> = Receiver<Object<Manager<D>>>;

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
    running: Option<BoxFuture<'static, (Loan<D>, T)>>,
    away: &'a mut Option<Away<D>>,
    left: &'a AtomicBool,
}

impl<'a, D: Driver, T: Send + 'static> Call<'a, D, T> {
    /// A call that `running` makes. `left` says to it that its caller has gone.
    pub(crate) fn new(
        running: BoxFuture<'static, (Loan<D>, T)>,
        away: &'a mut Option<Away<D>>,
        left: &'a AtomicBool,
    ) -> Self {
        left.store(false, Ordering::Relaxed);
        Call { running: Some(running), away, left }
    }
}

impl<D: Driver, T: Send + 'static> Future for Call<'_, D, T> {
    type Output = (Loan<D>, T);

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
            if let Some(Err(unwanted)) =
                ended.and_then(|(mut loan, _)| loan.0.take()).map(|object| back.send(object))
            {
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
