//! Connections beside the pool's, in order to stop what runs on those: few at a time, and none for long.

use super::{Flow, RowSink, Still, Stop};
use crate::{
    error::{Error, ErrorKind, Outcome, Result},
    value::{Cell, Row},
};
use async_trait::async_trait;
use futures::future::{Either, select};
use futures_timer::Delay;
use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many of them a backend has at a time; others wait.
const AT_A_TIME: usize = 4;

/// The side connections of one backend.
#[derive(Clone)]
pub struct Aside {
    ask: Arc<dyn Ask>,
    places: Arc<Semaphore>,
    limit: Duration,
}

/// The place of one side connection. It is kept for as long as that is there, also where nobody waits for it.
pub type Place = OwnedSemaphorePermit;

/// How a driver opens a side connection and sends a statement on it.
#[async_trait]
pub trait Ask: Send + Sync + 'static {
    /// Connects, and sends `sql` if `still` says yes.
    ///
    /// # Errors
    /// Those of connecting, and the statement's.
    async fn ask(&self, sql: Arc<str>, still: Still, place: Place) -> Result<()>;
}

/// Stops a server's session by a statement, which the server itself has written when the session began.
struct StopBySql {
    aside: Aside,
    sql: Arc<str>,
}

impl Aside {
    /// Side connections as `ask` opens them. Each may take `limit`, waiting for its place included.
    pub fn new(ask: impl Ask, limit: Duration) -> Self {
        Aside { ask: Arc::new(ask), places: Arc::new(Semaphore::new(AT_A_TIME)), limit }
    }

    /// What stops a session by `sql`; nothing where the server has not said how.
    pub fn stopper(&self, sql: &str) -> Option<Arc<dyn Stop>> {
        let stop = StopBySql { aside: self.clone(), sql: sql.into() };
        if sql.is_empty() { None } else { Some(Arc::new(stop)) }
    }

    async fn place(&self) -> Result<Place> {
        let closed = |_| Error::new(ErrorKind::Closed, "no statement is stopped any more");
        self.places.clone().acquire_owned().await.map_err(closed)
    }
}

#[async_trait]
impl Stop for StopBySql {
    async fn stop(&self, still: Still) -> Result<()> {
        let asked = Arc::new(AtomicBool::new(false));
        let noted = asked.clone();
        let still: Still = Arc::new(move || {
            let yes = still();
            noted.fetch_or(yes, Ordering::AcqRel);
            yes
        });
        let asking = pin!(async {
            let place = self.aside.place().await?;
            self.aside.ask.ask(self.sql.clone(), still, place).await
        });
        match select(asking, Delay::new(self.aside.limit)).await {
            Either::Left((Err(error), _)) if asked.load(Ordering::Acquire) => Err(unanswered(error)),
            Either::Left((result, _)) => result,
            Either::Right(_) => Err(too_slow(self.aside.limit, asked.load(Ordering::Acquire))),
        }
    }
}

/// An error that the server has said is an answer too.
fn unanswered(error: Error) -> Error {
    match error.kind() {
        ErrorKind::ConnectionLost => error.with_outcome(Outcome::Unknown),
        _ => error,
    }
}

#[cold]
fn too_slow(limit: Duration, asked: bool) -> Error {
    let message = format!("the server did not take a statement's stop within {limit:?}");
    let error = Error::new(ErrorKind::ConnectTimeout, message);
    if asked { error.with_outcome(Outcome::Unknown) } else { error }
}

/// Takes the statement by which a session is stopped from the server that has written it.
#[derive(Debug, Default)]
pub struct StopSql(pub String);

impl RowSink for StopSql {
    fn row(&mut self, row: &dyn Row) -> Result<Flow> {
        row.cell(0, &mut |cell| match cell {
            Cell::Text(text) => self.0 = text.to_owned(),
            Cell::Octets(bytes) => self.0 = String::from_utf8_lossy(bytes).into_owned(),
            _ => {}
        })?;
        Ok(Flow::More)
    }
}
