//! The queue for connections, and for SQLite's one writer: async, first come first served, in every phase.

use super::{
    Access, Demand, PoolSettings, PoolStatus, Writer,
    holders::{Holders, Holding, Watch},
    late::TooLate,
    writer::MayWrite,
};
use crate::error::{Error, ErrorKind, Result};
use futures::{
    FutureExt,
    future::{BoxFuture, Either, select},
};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Where callers wait before a pool is asked: a task that holds a transaction over an await must not hang its
/// runtime, not even in [`Phase::Sync`](super::Phase::Sync).
pub struct Waiting {
    connections: Arc<Semaphore>,
    holders: Arc<Holders>,
    writer: Option<Arc<Writer>>,
    max: usize,
    timeout: Duration,
    waiting: AtomicUsize,
}

/// The right to use one connection, and to write where that was asked for. Dropping it lets the next one in.
pub struct Turn {
    _held: Option<Held>,
    _writer: Option<MayWrite>,
    _connection: Option<OwnedSemaphorePermit>,
}

/// Says who has a connection, and the right to write where that was asked for, until it is dropped.
pub struct Held {
    _connection: Holding,
    _writer: Option<Holding>,
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (writes, connection) = (self._writer.is_some(), self._connection.is_some());
        f.debug_struct("Turn").field("writes", &writes).field("connection", &connection).finish()
    }
}

impl Waiting {
    /// A queue for `pool.max_connections` connections. `writer` is the writer that this database's users share,
    /// if it has only one. What is held for longer than `pool.warn_after` is looked for by a future on `spawn`.
    pub fn new(pool: &PoolSettings, writer: Option<Arc<Writer>>, spawn: fn(BoxFuture<'static, ()>)) -> Self {
        let watch = pool.warn_after.map(|after| Watch { after, spawn });
        Waiting {
            connections: Arc::new(Semaphore::new(pool.max_connections)),
            holders: Arc::new(Holders::new(watch)),
            writer,
            max: pool.max_connections,
            timeout: pool.acquire_timeout,
            waiting: AtomicUsize::new(0),
        }
    }

    /// Waits for a turn. A writer waits for the right to write first, and only then for a connection, so that
    /// waiting writers keep no connection from readers. `open` says how many connections are open, for who waits in vain.
    ///
    /// # Errors
    /// [`ErrorKind::AcquireTimeout`] after the acquire timeout, [`ErrorKind::Closed`] once closed.
    ///
    /// # Cancellation
    /// Dropping the future leaves the queue; nothing is lost.
    pub async fn turn(&self, demand: Demand, open: impl Fn() -> usize) -> Result<Turn> {
        let _writer = match (&self.writer, demand.access) {
            (Some(writer), Access::Write) => {
                let permit =
                    self.permit(&writer.turn).await.map_err(|late| late.told(self, demand, true, &open))?;
                Some(writer.taken(permit))
            }
            _ => None,
        };
        let permit =
            self.permit(&self.connections).await.map_err(|late| late.told(self, demand, false, &open))?;
        Ok(Turn { _held: Some(self.hold(demand)), _writer, _connection: Some(permit) })
    }

    /// Waits, without a limit, for the right to write and for nothing else: for a backend that shares the turn
    /// among several writes, watches their time, and says [who has it](Waiting::hold) itself.
    ///
    /// # Errors
    /// [`ErrorKind::Closed`] where the right to write has ceased to exist.
    pub async fn writer(&self) -> Result<Turn> {
        let _writer = match &self.writer {
            Some(writer) => {
                let permit = writer.turn.clone().acquire_owned().await.map_err(|_| closed())?;
                Some(writer.taken(permit))
            }
            None => None,
        };
        Ok(Turn { _held: None, _writer, _connection: None })
    }

    /// The right to write and nothing else, if nobody has it or waits for it.
    pub fn try_writer(&self) -> Option<Turn> {
        let _writer = match &self.writer {
            Some(writer) => Some(writer.taken(writer.turn.clone().try_acquire_owned().ok()?)),
            None => None,
        };
        Some(Turn { _held: None, _writer, _connection: None })
    }

    /// Notes that what `demand` says has a connection now, and the right to write if it writes.
    pub fn hold(&self, demand: Demand) -> Held {
        let since = Instant::now();
        let writer = self.writer.as_ref().filter(|_| demand.access == Access::Write);
        Held {
            _connection: self.holders.hold(demand, since),
            _writer: writer.map(|writer| writer.holders.hold(demand, since)),
        }
    }

    /// Whether the database has one writer only, which [`turn`](Waiting::turn) waits for.
    pub fn has_one_writer(&self) -> bool {
        self.writer.is_some()
    }

    async fn permit(&self, semaphore: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, NoTurn> {
        // Never overtakes: tokio hands a freed permit to the first waiter, so that none is left to try for.
        if let Ok(permit) = semaphore.clone().try_acquire_owned() {
            return Ok(permit);
        }
        let mut acquire = std::pin::pin!(semaphore.clone().acquire_owned());
        // Queued before it is counted: who is seen to wait has a place that nobody takes.
        if let Some(permit) = acquire.as_mut().now_or_never() {
            return permit.map_err(|_| NoTurn::Closed);
        }
        let _counted = Counted::new(&self.waiting);
        match select(acquire, futures_timer::Delay::new(self.timeout)).await {
            Either::Left((permit, _)) => permit.map_err(|_| NoTurn::Closed),
            Either::Right(_) => Err(NoTurn::TooLate),
        }
    }

    /// What is lent out and who waits; the rest is for the pool to fill in.
    pub fn status(&self) -> PoolStatus {
        let in_use = self.max - self.connections.available_permits().min(self.max);
        PoolStatus {
            max: self.max,
            in_use,
            waiting: self.waiting.load(Ordering::Relaxed),
            ..PoolStatus::default()
        }
    }

    /// Lends nothing further; everyone who waits gets [`ErrorKind::Closed`]. The writer is not closed: it
    /// belongs to the file.
    pub fn close(&self) {
        self.connections.close();
        self.holders.close();
    }

    /// Waits until every connection has come back.
    pub async fn all_returned(&self) {
        while self.status().in_use > 0 {
            futures_timer::Delay::new(Duration::from_millis(2)).await;
        }
    }

    /// The error of who has waited in vain for a connection, or for the turn to write, while the pool was as `status` says.
    #[cold]
    pub fn too_late(&self, demand: Demand, for_the_turn: bool, status: PoolStatus) -> Error {
        let writer = self.writer.as_ref().filter(|_| for_the_turn);
        let (wanted, holders) = match writer {
            Some(writer) => ("the turn to write", &writer.holders),
            None => ("a connection", &self.holders),
        };
        TooLate { wanted, within: self.timeout, demand, status, holders }.told()
    }
}

/// Why somebody got no turn.
enum NoTurn {
    Closed,
    TooLate,
}

impl NoTurn {
    #[cold]
    fn told(self, waiting: &Waiting, demand: Demand, for_the_turn: bool, open: &impl Fn() -> usize) -> Error {
        match self {
            NoTurn::Closed => closed(),
            NoTurn::TooLate => {
                waiting.too_late(demand, for_the_turn, PoolStatus { open: open(), ..waiting.status() })
            }
        }
    }
}

fn closed() -> Error {
    Error::new(ErrorKind::Closed, "the database handle is closed")
}

/// Counts one caller for as long as it lives.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(counter: &'a AtomicUsize) -> Self {
        counter.fetch_add(1, Ordering::Relaxed);
        Counted(counter)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::janitor;
    use std::panic::Location;

    fn queue(connections: usize, timeout: Duration) -> Waiting {
        let pool =
            PoolSettings { max_connections: connections, acquire_timeout: timeout, ..Default::default() };
        Waiting::new(&pool, Some(Arc::default()), janitor::spawn)
    }

    #[track_caller]
    fn turn(queue: &Waiting, access: Access) -> impl Future<Output = Result<Turn>> + '_ {
        queue.turn(Demand::new(access, Location::caller()), || 1)
    }

    /// Waiting writers keep no connection from readers.
    #[tokio::test]
    async fn writers_wait_without_a_connection() {
        let queue = queue(2, Duration::from_secs(5));
        let writing = turn(&queue, Access::Write).await.unwrap();
        let mut second = Box::pin(turn(&queue, Access::Write));
        assert!(futures::poll!(second.as_mut()).is_pending());
        let reading = turn(&queue, Access::Read).await.unwrap();
        drop(writing);
        second.await.unwrap();
        drop(reading);
        assert_eq!(queue.status().in_use, 0);
    }

    /// Who waits too long is told how many connections are in use, and leaves the queue.
    #[tokio::test]
    async fn waiting_has_an_end() {
        let queue = queue(1, Duration::from_millis(20));
        let held = turn(&queue, Access::Read).await.unwrap();
        let error = turn(&queue, Access::Read).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AcquireTimeout);
        assert!(error.to_string().contains("1 of 1"), "{error}");
        drop(held);
        assert_eq!(queue.status().waiting, 0);
        turn(&queue, Access::Read).await.unwrap();
    }
}
