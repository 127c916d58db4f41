//! A backend over another's connections.

use super::{Fault, connection::Faulty};
use async_trait::async_trait;
use futures::future::BoxFuture;
use orm_api::{
    backend::{
        Access, Backend, BoxWork, Capabilities, Connection, Demand, InPlace, Lease, PoolStatus, Session,
        Settings, Statement, Turn, Waiting, Work, janitor, writer_of,
    },
    compile::Dialect,
    op::park_on,
};
use segue::{Mode, Result};
use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};
use tokio::sync::oneshot;

/// The blocking backend once more, on connections with a fault.
pub(super) struct Running {
    below: Arc<dyn Backend>,
    waiting: Waiting,
    fault: Fault,
    stack: Stack,
}

impl Running {
    pub(super) fn new(below: Arc<dyn Backend>, settings: &Settings, fault: Fault) -> Self {
        let writer = settings.location.file().map(writer_of);
        let writer = if fault == Fault::JumpsTheQueue { None } else { writer };
        Running {
            below,
            waiting: Waiting::new(&settings.pool, writer, janitor::spawn),
            fault,
            stack: Stack::default(),
        }
    }

    async fn checkout(&self, demand: Demand) -> Result<Wakes> {
        let turn = self.turn(demand).await?;
        let connection: Box<dyn Connection> =
            Box::new(Faulty::new(self.below.blocking_connection()?, self.fault).await?);
        let session = Session::new(connection, Mode::Sync, self.below.dialect());
        let lease = Some(InPlace::new(session, turn, self.clean_up()));
        Ok(Wakes { lease, stack: self.stack.clone() })
    }

    async fn turn(&self, demand: Demand) -> Result<Turn> {
        if self.fault != Fault::ServesTheLastFirst || demand.access == Access::Read {
            return self.waiting.turn(demand, || self.below.pool().open).await;
        }
        // Instead of queueing: whoever leaves lets the last one try.
        loop {
            if let Some(turn) = self.waiting.try_writer() {
                return Ok(turn);
            }
            drop(self.stack.wait().await);
        }
    }

    fn clean_up(&self) -> fn(BoxFuture<'static, ()>) {
        match self.fault {
            // The session is dropped as it is, and its connection goes back.
            Fault::GivesBackDirty => drop,
            _ => janitor::spawn,
        }
    }
}

#[async_trait]
impl Backend for Running {
    fn mode(&self) -> Mode {
        Mode::Sync
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.below.dialect()
    }

    fn capabilities(&self) -> &Capabilities {
        self.below.capabilities()
    }

    fn blocks_in_place(&self) -> bool {
        true
    }

    async fn run(&self, demand: Demand, work: BoxWork) -> Result<BoxWork> {
        let work = match self.fault {
            Fault::SendsOneMore => self.checkout(demand).await?.run(Box::new(AndOneMore(work))).await?,
            _ => return self.checkout(demand).await?.run(work).await,
        };
        let more: Box<dyn std::any::Any> = work;
        let lost = |_| crate::setup::failed("another work came back");
        more.downcast::<AndOneMore>().map(|more| more.0).map_err(lost)
    }

    async fn lease(&self, demand: Demand) -> Result<Box<dyn Lease>> {
        Ok(Box::new(self.checkout(demand).await?))
    }

    fn wait(&self, future: Pin<&mut (dyn Future<Output = ()> + Send)>) {
        park_on(future);
    }

    fn spawn(&self, future: BoxFuture<'static, ()>) {
        janitor::spawn(future);
    }

    fn pool(&self) -> PoolStatus {
        let status = self.waiting.status();
        PoolStatus { open: self.below.pool().open, waiting: status.waiting + self.stack.len(), ..status }
    }

    async fn close(&self, deadline: Instant) {
        self.waiting.close();
        self.waiting.returned_by(deadline).await;
        self.below.close(deadline).await;
    }
}

/// Who waits, the last one on top.
#[derive(Clone, Default)]
struct Stack(Arc<Mutex<Vec<oneshot::Sender<()>>>>);

impl Stack {
    fn wait(&self) -> oneshot::Receiver<()> {
        let (wake, woken) = oneshot::channel();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(wake);
        woken
    }

    fn wake_the_last(&self) {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        drop(last);
    }

    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// A lease that lets the next one in, from the wrong end.
struct Wakes {
    lease: Option<InPlace>,
    stack: Stack,
}

#[async_trait]
impl Lease for Wakes {
    async fn run(&mut self, work: BoxWork) -> Result<BoxWork> {
        match &mut self.lease {
            Some(lease) => lease.run(work).await,
            None => Err(crate::setup::failed("the lease was given back")),
        }
    }

    fn doom(&mut self) {
        self.lease.as_mut().into_iter().for_each(Lease::doom);
    }
}

impl Drop for Wakes {
    fn drop(&mut self) {
        drop(self.lease.take());
        self.stack.wake_the_last();
    }
}

/// An operation, and a statement that nobody asked for.
struct AndOneMore(BoxWork);

impl Work for AndOneMore {
    fn run<'a>(&'a mut self, session: &'a mut Session) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            self.0.run(session).await;
            drop(session.execute(Statement::plain("SELECT 1", Access::Read)).await);
        })
    }
}
