//! Rows as they come, in constant memory: a `Stream` for async code, an `Iterator` for blocking code, one
//! implementation.

use super::{
    QuerySet,
    asked::Asked,
    fetch::{Decoder, compiled},
    queryset::Extras,
};
use crate::{
    backend::{Flow, RowSink, Session, Task},
    db::{StreamSource, Target, on_thread},
    error::{Error, ErrorKind, Result},
    model::{FromRow, Model},
    op::{park_on, refuse_in_task},
    value::Row,
};
use futures::{Stream, future::BoxFuture};
use std::{
    marker::PhantomData,
    panic::Location,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    vec,
};
use tokio::sync::mpsc;

/// Rows on their way: decoded at their source, handed over in chunks through a channel of two.
///
/// # Cancellation
/// Dropping it ends the statement; the connection goes back clean, or is closed.
#[must_use = "a stream does nothing until it is polled"]
pub struct RowStream<'s, T> {
    chunks: mpsc::Receiver<Vec<T>>,
    chunk: vec::IntoIter<T>,
    /// Runs the statement; `None` once it has ended.
    run: Option<BoxFuture<'static, Result<()>>>,
    /// What it ended with, until the rows before that have been taken.
    failed: Option<Error>,
    source: PhantomData<&'s mut ()>,
}

/// The same rows for blocking code.
#[must_use = "an iterator does nothing until it is asked for rows"]
pub struct RowIter<'s, T> {
    rows: RowStream<'s, T>,
    target: Target,
    refused: Option<Error>,
}

impl<M: Model, Out: FromRow> QuerySet<M, Out> {
    /// The rows as they come, on a connection of their own, or the transaction's. After a switch a stream goes on where it
    /// began. In `Phase::Sync` a helper thread fetches, since a blocking fetch cannot rest between polls.
    #[track_caller]
    pub fn stream<'s>(&self, source: impl StreamSource<'s>) -> RowStream<'s, Out> {
        self.open(&source, Location::caller())
    }

    /// The rows as they come, for blocking code. Inside an async task, the first item is the error
    /// [`BlockingInAsync`](ErrorKind::BlockingInAsync).
    #[track_caller]
    pub fn iter<'s>(&self, source: impl StreamSource<'s>) -> RowIter<'s, Out> {
        let place = Location::caller();
        let target = source.stream_target();
        let refused = refuse_in_task(target.policy(), place).err();
        RowIter { rows: self.open(&source, place), target, refused }
    }

    fn open<'s>(
        &self,
        source: &impl StreamSource<'s>,
        place: &'static Location<'static>,
    ) -> RowStream<'s, Out> {
        let (sender, chunks) = mpsc::channel(2);
        let QuerySet { asked, extras, .. } = self.clone();
        let run = run(source.stream_target(), asked, extras, sender, place);
        RowStream {
            chunks,
            chunk: Vec::new().into_iter(),
            run: Some(Box::pin(run)),
            failed: None,
            source: source.borrowed(),
        }
    }
}

async fn run<M: Model, Out: FromRow>(
    target: Target,
    asked: Asked,
    extras: Option<Arc<Extras<M>>>,
    sender: mpsc::Sender<Vec<Out>>,
    place: &'static Location<'static>,
) -> Result<()> {
    if extras.as_ref().is_some_and(|extras| !extras.prefetches.is_empty()) {
        let message = "a stream cannot prefetch; use `all`, or load related objects for each chunk";
        return Err(Error::new(ErrorKind::Usage, message).at(place));
    }
    let work: Feed = Box::new(move |session| feed(session, asked, extras, sender));
    // One look-up for both: where a switch came in between, a blocking fetch would block its own reader.
    let entered = target.enter_long("stream", place)?;
    let in_place = entered.blocks_in_place();
    let through = async move {
        let task = Task::new(target.observer(place), work);
        Task::<(), Feed>::result(entered.run(task).await?)
    };
    match in_place {
        true => on_thread("segue-stream", move || park_on(through)).await?,
        false => through.await,
    }
}

type Feed = Box<dyn for<'s> FnOnce(&'s mut Session) -> BoxFuture<'s, Result<()>> + Send>;

fn feed<M: Model, Out: FromRow>(
    session: &mut Session,
    asked: Asked,
    extras: Option<Arc<Extras<M>>>,
    sender: mpsc::Sender<Vec<Out>>,
) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        let statement = compiled(session, &asked)?;
        let decoder = Decoder::new(&asked, extras);
        let taken = sender.clone();
        let sink = Chunks { decoder, sender, chunk: Vec::new(), size: FIRST_CHUNK, sending: None };
        let mut sink = session.fetch(statement, Box::new(sink)).await?;
        std::future::poll_fn(|cx| sink.poll_room(cx)).await;
        if taken.is_closed() && session.condition().depth > 0 {
            // Drivers read the rows that nobody wants to their end, and do not tell of an error among them.
            session.expect_transaction().await?;
        }
        Ok(())
    })
}

/// The first chunk is small, so that the first row comes early; each is twice the one before, up to the last.
const FIRST_CHUNK: usize = 32;
const LAST_CHUNK: usize = 1024;

struct Chunks<M, Out> {
    decoder: Decoder<M, Out>,
    sender: mpsc::Sender<Vec<Out>>,
    chunk: Vec<Out>,
    size: usize,
    sending: Option<BoxFuture<'static, ()>>,
}

impl<M: Model, Out: FromRow> RowSink for Chunks<M, Out> {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        if self.sender.is_closed() {
            return Ok(Flow::Stop);
        }
        self.chunk.push(self.decoder.decode(row)?);
        Ok(if self.chunk.len() < self.size { Flow::More } else { Flow::Full })
    }

    fn streams(&self) -> bool {
        true
    }

    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let sending = self.sending.get_or_insert_with(|| {
            self.size = (self.size * 2).min(LAST_CHUNK);
            let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(self.size));
            let sender = self.sender.clone();
            // Nobody is left to take it where sending fails; the next row then says `Stop`.
            Box::pin(async move { drop(sender.send(chunk).await) })
        });
        std::task::ready!(sending.as_mut().poll(cx));
        self.sending = None;
        Poll::Ready(())
    }

    fn block_for_room(&mut self) {
        park_on(std::future::poll_fn(|cx| self.poll_room(cx)));
    }
}

impl<T> RowStream<'_, T> {
    /// The next row; `None` after the last. Here, so that nothing needs to be imported for a loop.
    ///
    /// # Errors
    /// The database's, or a row's that could not be decoded. Nothing comes after an error.
    ///
    /// # Cancellation
    /// Dropping the future loses no row.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        self.chunks.poll_recv(cx).map(|chunk| match chunk {
            Some(chunk) => {
                self.chunk = chunk.into_iter();
                true
            }
            None => false,
        })
    }
}

impl<T> Unpin for RowStream<'_, T> {}

impl<T> Stream for RowStream<'_, T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(row) = self.chunk.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            let chunk = self.poll_chunk(cx);
            if chunk == Poll::Ready(true) {
                continue;
            }
            // The statement goes on only while its stream is polled, unless it runs on another thread.
            let Some(run) = self.run.as_mut() else {
                return chunk.map(|_| self.failed.take().map(Err));
            };
            match run.as_mut().poll(cx) {
                Poll::Ready(result) => {
                    self.run = None;
                    self.failed = result.err();
                    // Nothing further can come, also where the sender is still on another thread.
                    self.chunks.close();
                }
                // It may have sent a chunk just now.
                Poll::Pending => match self.poll_chunk(cx) {
                    Poll::Ready(true) => {}
                    _ => return Poll::Pending,
                },
            }
        }
    }
}

impl<T: Send> Iterator for RowIter<'_, T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        if let Some(refused) = self.refused.take() {
            self.rows.run = None;
            self.rows.chunks.close();
            return Some(Err(refused));
        }
        if let Some(row) = self.rows.chunk.next() {
            return Some(Ok(row));
        }
        let mut next = None;
        {
            let (rows, slot) = (&mut self.rows, &mut next);
            self.target.wait(std::pin::pin!(async move { *slot = rows.try_next().await.transpose() }));
        }
        next
    }
}
