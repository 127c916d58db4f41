//! The bridge as a backend.

use crate::{
    call::{Job, reply},
    connection::Bridged,
    crew::Crew,
    lease::Shipped,
    pinned::Pinned,
};
use async_trait::async_trait;
use futures::future::BoxFuture;
use orm_api::{
    Error, ErrorKind, Result,
    backend::{
        Access, Backend, Boundary, BoxWork, Capabilities, Demand, InPlace, Lease, Mode, PoolStatus, Session,
        Settings, Waiting, janitor, writer_of,
    },
    compile::Dialect,
    op::park_on,
};
use std::{pin::Pin, sync::Arc, time::Instant};

/// Runs a blocking backend on threads of its own: one for each connection, started on demand, named
/// `segue-worker-N`, ended when idle for long and joined by [`close`](Backend::close).
///
/// # Cancellation
/// An operation whose future is dropped before a worker has taken it never runs. One that a worker has taken is stopped where
/// the database allows it, and else runs to its end; its result is discarded. Dropping the last handle without closing it ends the threads as well,
/// each when it comes free.
pub struct ThreadedBackend {
    crew: Arc<Crew>,
    boundary: Boundary,
    capabilities: Capabilities,
}

impl ThreadedBackend {
    /// The bridge over `inner`, with the thread boundary at `boundary`. `settings` are those that `inner` was opened
    /// with: the bridge does the waiting, and `inner` only opens connections.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where `inner` does not block.
    pub fn over(
        inner: Arc<dyn Backend>,
        boundary: Boundary,
        settings: &Settings,
    ) -> Result<Arc<dyn Backend>> {
        if !inner.blocks_in_place() {
            return Err(needs_no_bridge(inner.mode()));
        }
        let stops_dropped_statements = inner.hands_out_stoppers();
        let capabilities =
            Capabilities { waits_without_blocking: true, stops_dropped_statements, ..*inner.capabilities() };
        // A database without a file, and with one writer, is one that nobody else can open.
        let writer = || settings.location.file().map_or_else(Arc::default, writer_of);
        let writer = (!capabilities.concurrent_writers).then(writer);
        let waiting = Waiting::new(&settings.pool, writer, janitor::spawn);
        let crew = Crew::new(inner, Mode::Threaded(boundary), settings.pool.clone(), waiting);
        Ok(Arc::new(ThreadedBackend { crew: Arc::new(crew), boundary, capabilities }))
    }

    /// Ships a whole operation to whatever worker is free.
    async fn ship(&self, demand: Demand, work: BoxWork) -> Result<BoxWork> {
        let writes = demand.access == Access::Write && self.crew.waiting.has_one_writer();
        // Dropped after `answer`, so that the operation is known to be unwanted.
        let mut caller = Caller { crew: &self.crew, writes };
        let (reply, answer) = reply();
        let job = Job { work, reply, demand, since: Instant::now() };
        match writes {
            true => self.crew.push_write(job)?,
            false => self.crew.push(job)?,
        }
        let ran = answer.answer().await;
        caller.writes = false;
        ran.map(|ran| ran.work)
    }

    /// A worker of the caller's own, after its turn.
    async fn pin(&self, demand: Demand) -> Result<Pinned> {
        let turn = self.crew.waiting.turn(demand, || self.crew.open()).await?;
        self.crew.pin(turn, demand).await
    }

    /// A lease whose session is here, over a worker of its own.
    async fn lend_in_place(&self, demand: Demand) -> Result<InPlace> {
        let connection = Bridged(self.pin(demand).await?);
        let session = Session::new(Box::new(connection), self.mode(), self.dialect());
        Ok(InPlace::new(session, None, janitor::spawn))
    }
}

#[async_trait]
impl Backend for ThreadedBackend {
    fn mode(&self) -> Mode {
        Mode::Threaded(self.boundary)
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.crew.inner.dialect()
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn blocks_in_place(&self) -> bool {
        false
    }

    async fn run(&self, demand: Demand, work: BoxWork) -> Result<BoxWork> {
        match self.boundary {
            Boundary::Operation => self.ship(demand, work).await,
            Boundary::Driver => self.lend_in_place(demand).await?.carry_out(work).await,
        }
    }

    async fn lease(&self, demand: Demand) -> Result<Box<dyn Lease>> {
        match self.boundary {
            Boundary::Operation => Ok(Box::new(Shipped(self.pin(demand).await?))),
            Boundary::Driver => Ok(Box::new(self.lend_in_place(demand).await?)),
        }
    }

    fn wait(&self, future: Pin<&mut (dyn Future<Output = ()> + Send)>) {
        park_on(future);
    }

    fn spawn(&self, future: BoxFuture<'static, ()>) {
        janitor::spawn(future);
    }

    fn pool(&self) -> PoolStatus {
        self.crew.status()
    }

    async fn close(&self, deadline: Instant) {
        self.crew.close(deadline).await;
        self.crew.inner.close(deadline).await;
    }
}

/// Whoever waits for an operation. One who goes while his write waits gives back the turn that was taken for it.
struct Caller<'a> {
    crew: &'a Crew,
    writes: bool,
}

impl Drop for Caller<'_> {
    fn drop(&mut self) {
        if self.writes {
            self.crew.give_up_turn();
        }
    }
}

impl Drop for ThreadedBackend {
    /// Only sends messages: the threads end by themselves.
    fn drop(&mut self) {
        self.crew.shut();
    }
}

#[cold]
fn needs_no_bridge(mode: Mode) -> Error {
    let message = format!(
        "a backend of the mode `{mode}` does not block, and needs no threads; use it as it is, or put a blocking one \
         on threads"
    );
    Error::new(ErrorKind::Usage, message)
}
