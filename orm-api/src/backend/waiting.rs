//! The queue for connections, and for SQLite's one writer: async, first come first served, in every phase.

use super::{Access, PoolSettings, PoolStatus};
use crate::error::{Error, ErrorKind, Result};
use futures::future::{Either, select};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Where callers wait before a pool is asked: a task that holds a transaction over an await must not hang its
/// runtime, not even in [`Phase::Sync`](super::Phase::Sync).
pub struct Waiting {
    connections: Arc<Semaphore>,
    writer: Option<Arc<Semaphore>>,
    max: usize,
    timeout: Duration,
    waiting: AtomicUsize,
}

/// The right to use one connection, and to write where that was asked for. Dropping it lets the next one in.
#[derive(Debug)]
pub struct Turn {
    _writer: Option<OwnedSemaphorePermit>,
    _connection: Option<OwnedSemaphorePermit>,
}

impl Waiting {
    /// A queue for `pool.max_connections` connections. `writer` is the writer that this database's users share,
    /// if it has only one.
    pub fn new(pool: &PoolSettings, writer: Option<Arc<Semaphore>>) -> Self {
        Waiting {
            connections: Arc::new(Semaphore::new(pool.max_connections)),
            writer,
            max: pool.max_connections,
            timeout: pool.acquire_timeout,
            waiting: AtomicUsize::new(0),
        }
    }

    /// Waits for a turn. A writer waits for the right to write first, and only then for a connection, so that
    /// waiting writers keep no connection from readers.
    ///
    /// # Errors
    /// [`ErrorKind::AcquireTimeout`] after the acquire timeout, [`ErrorKind::Closed`] once closed.
    ///
    /// # Cancellation
    /// Dropping the future leaves the queue; nothing is lost.
    pub async fn turn(&self, access: Access) -> Result<Turn> {
        let _writer = match (&self.writer, access) {
            (Some(writer), Access::Write) => Some(self.permit(writer, "the turn to write").await?),
            _ => None,
        };
        let _connection = Some(self.permit(&self.connections, "a connection").await?);
        Ok(Turn { _writer, _connection })
    }

    /// Waits, without a limit, for the right to write and for nothing else: for a backend that shares the turn
    /// among several writes and watches their time itself.
    ///
    /// # Errors
    /// [`ErrorKind::Closed`] where the right to write has ceased to exist.
    pub async fn writer(&self) -> Result<Turn> {
        let _writer = match &self.writer {
            Some(writer) => Some(writer.clone().acquire_owned().await.map_err(|_| closed())?),
            None => None,
        };
        Ok(Turn { _writer, _connection: None })
    }

    /// The right to write and nothing else, if nobody has it or waits for it.
    pub fn try_writer(&self) -> Option<Turn> {
        let _writer = match &self.writer {
            Some(writer) => Some(writer.clone().try_acquire_owned().ok()?),
            None => None,
        };
        Some(Turn { _writer, _connection: None })
    }

    /// Whether the database has one writer only, which [`turn`](Waiting::turn) waits for.
    pub fn has_one_writer(&self) -> bool {
        self.writer.is_some()
    }

    async fn permit(&self, semaphore: &Arc<Semaphore>, wanted: &str) -> Result<OwnedSemaphorePermit> {
        // Never overtakes: tokio hands a freed permit to the first waiter, so that none is left to try for.
        if let Ok(permit) = semaphore.clone().try_acquire_owned() {
            return Ok(permit);
        }
        let mut acquire = std::pin::pin!(semaphore.clone().acquire_owned());
        // Queued before it is counted: who is seen to wait has a place that nobody takes.
        if let Poll::Ready(permit) = futures::poll!(acquire.as_mut()) {
            return permit.map_err(|_| closed());
        }
        let _counted = Counted::new(&self.waiting);
        match select(acquire, futures_timer::Delay::new(self.timeout)).await {
            Either::Left((Ok(permit), _)) => Ok(permit),
            Either::Left((Err(_), _)) => Err(closed()),
            Either::Right(_) => Err(self.too_late(wanted)),
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
    }

    /// Waits until every connection has come back.
    pub async fn all_returned(&self) {
        while self.status().in_use > 0 {
            futures_timer::Delay::new(Duration::from_millis(2)).await;
        }
    }

    #[cold]
    fn too_late(&self, wanted: &str) -> Error {
        let PoolStatus { max, in_use, waiting, .. } = self.status();
        let message = format!(
            "{wanted} did not come free within {:?}: {in_use} of {max} connections in use, {waiting} callers wait; \
             shorten transactions, or raise `pool.max_connections` or `pool.acquire_timeout`",
            self.timeout
        );
        Error::new(ErrorKind::AcquireTimeout, message)
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

/// The one writer of a SQLite file. It belongs to the file, not to a backend: whatever backends and handles of
/// this process use the file, and while one takes over from another, two writers never meet.
pub fn writer_of(file: &Path) -> Arc<Semaphore> {
    static WRITERS: Mutex<Option<HashMap<PathBuf, Weak<Semaphore>>>> = Mutex::new(None);
    let key = real_path(file);
    let mut writers = WRITERS.lock().unwrap_or_else(PoisonError::into_inner);
    let writers = writers.get_or_insert_default();
    writers.retain(|_, writer| writer.strong_count() > 0);
    if let Some(writer) = writers.get(&key).and_then(Weak::upgrade) {
        return writer;
    }
    let writer = Arc::new(Semaphore::new(1));
    writers.insert(key, Arc::downgrade(&writer));
    writer
}

/// The same path for a file before and after it is made, by whatever name it is called.
fn real_path(file: &Path) -> PathBuf {
    file.canonicalize().unwrap_or_else(|_| {
        let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = directory.unwrap_or(Path::new(".")).canonicalize();
        directory.ok().zip(file.file_name()).map_or(file.to_owned(), |(directory, name)| directory.join(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file has one writer, before and after it is made, by a relative and by its real name.
    #[test]
    fn a_file_has_one_writer() {
        let file = std::env::temp_dir().join(format!("segue-writer-{}", std::process::id()));
        let before = writer_of(&file);
        std::fs::write(&file, "").unwrap();
        let after = writer_of(&file.parent().unwrap().join(".").join(file.file_name().unwrap()));
        std::fs::remove_file(&file).unwrap();
        assert!(Arc::ptr_eq(&before, &after));
    }

    fn queue(connections: usize, timeout: Duration) -> Waiting {
        let pool =
            PoolSettings { max_connections: connections, acquire_timeout: timeout, ..Default::default() };
        Waiting::new(&pool, Some(Arc::new(Semaphore::new(1))))
    }

    /// Waiting writers keep no connection from readers.
    #[tokio::test]
    async fn writers_wait_without_a_connection() {
        let queue = queue(2, Duration::from_secs(5));
        let writing = queue.turn(Access::Write).await.unwrap();
        let mut second = Box::pin(queue.turn(Access::Write));
        assert!(futures::poll!(second.as_mut()).is_pending());
        let reading = queue.turn(Access::Read).await.unwrap();
        drop(writing);
        second.await.unwrap();
        drop(reading);
        assert_eq!(queue.status().in_use, 0);
    }

    /// Who waits too long is told how many connections are in use, and leaves the queue.
    #[tokio::test]
    async fn waiting_has_an_end() {
        let queue = queue(1, Duration::from_millis(20));
        let held = queue.turn(Access::Read).await.unwrap();
        let error = queue.turn(Access::Read).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AcquireTimeout);
        assert!(error.to_string().contains("1 of 1"), "{error}");
        drop(held);
        assert_eq!(queue.status().waiting, 0);
        queue.turn(Access::Read).await.unwrap();
    }
}
