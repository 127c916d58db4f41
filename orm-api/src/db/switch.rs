//! From one backend to another while the application runs.

use super::{
    Database, Target,
    active::{Active, Running},
    database::{Inner, deadline},
    scope,
};
use crate::{
    backend::{Access, Backend, Demand, Mode, Observer, Session, Statement, Task},
    error::{Error, ErrorKind, Result},
    op::Op,
};
use futures::future::{BoxFuture, Either, select};
use std::{
    fmt,
    panic::Location,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

/// How a switch went.
#[derive(Clone, Debug)]
pub struct SwitchReport {
    /// The mode before.
    pub from: Mode,
    /// The mode now.
    pub to: Mode,
    /// How long it took to open and check the new backend, while the old one went on working.
    pub opening: Duration,
    /// For how long new work was held up: as long as it takes to exchange a pointer.
    pub pause: Duration,
    /// How long it took until everything in flight on the old backend had ended, or the deadline passed.
    pub draining: Duration,
    /// How many operations, transactions and streams were in flight at the switch and ended where they began.
    pub drained: usize,
    /// How many were in flight when the deadline passed. They were left to end where they began.
    pub still_running: usize,
    /// The transactions and streams among those.
    pub left: Vec<Running>,
}

impl Database {
    /// Opens the backend of another phase, checks it, and sends all new work there. What is in flight finishes where it
    /// began; what still runs when the deadline has passed is reported, and left. Concurrent switches follow one
    /// another. A switch to the mode in use does nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] for a phase that is not compiled in, [`ErrorKind::Connect`] where the new backend
    /// cannot be opened or fails its check, [`ErrorKind::Usage`] inside `atomic`. The old backend stays in use then.
    ///
    /// # Cancellation
    /// Dropping it before the exchange leaves the old backend in use; after it, the new one. Draining goes on either way.
    #[track_caller]
    pub fn switch(&self, to: impl Into<Mode>) -> Op<SwitchReport> {
        let within = self.inner().options.switch_deadline;
        self.switch_within(to, within)
    }

    /// [`switch`](Database::switch) with a deadline of its own for what runs on the old backend.
    ///
    /// # Errors
    /// As [`switch`](Database::switch).
    #[track_caller]
    pub fn switch_within(&self, to: impl Into<Mode>, drain: Duration) -> Op<SwitchReport> {
        let (to, place) = (to.into(), Location::caller());
        let (id, inner) = (self.id(), self.inner().clone());
        Op::new(Some(Target::database(self)), async move {
            refuse_inside(id)?;
            let _one_by_one = inner.switching.lock().await;
            inner.switch(to, drain, place).await
        })
    }
}

fn refuse_inside(database: usize) -> Result<()> {
    let remedy = "switch after it has ended";
    scope::refuse(database, "`switch` was called", remedy)
        .map_err(|error| Error::new(ErrorKind::Usage, error.to_string()))
}

impl Inner {
    async fn switch(
        &self,
        to: Mode,
        drain: Duration,
        place: &'static Location<'static>,
    ) -> Result<SwitchReport> {
        let from = self.active()?.backend.mode();
        if from == to {
            return Ok(SwitchReport::nothing(to));
        }
        let begun = Instant::now();
        let backend = self.opener.open(to, &self.options.settings).await?;
        check(&*backend, place).await?;
        let opening = begun.elapsed();
        let exchanged = Instant::now();
        let old = self.replace(Some(Active::new(backend)));
        let pause = exchanged.elapsed();
        let Some(old) = old else {
            drop(self.replace(None));
            return Err(Error::new(ErrorKind::Closed, "the database was closed while it was switched"));
        };
        let in_flight = old.in_flight();
        let still_running = old.clone().retire(drain).await;
        tracing::info!(%from, %to, ?pause, in_flight, still_running, "switched the backend");
        let drained = in_flight.saturating_sub(still_running);
        let (draining, left) = (exchanged.elapsed(), old.running());
        Ok(SwitchReport { from, to, opening, pause, draining, drained, still_running, left })
    }
}

impl Active {
    /// Waits until nothing runs on this backend, which is in use no more, and closes it. Answers how many still ran
    /// when `drain` had passed; the backend is then closed when the last has ended.
    pub(super) async fn retire(self: Arc<Self>, drain: Duration) -> usize {
        let retirement = Retirement { active: Some(self.clone()) };
        let drained = pin!(self.drained());
        match select(drained, futures_timer::Delay::new(drain)).await {
            Either::Left(_) => {
                retirement.finish().await;
                0
            }
            // Dropping the retirement sees to the rest.
            Either::Right(_) => self.in_flight(),
        }
    }
}

/// Closes a backend when nothing runs on it, even if whoever waits for that goes away.
struct Retirement {
    active: Option<Arc<Active>>,
}

impl Retirement {
    async fn finish(mut self) {
        if let Some(active) = self.active.take() {
            active.backend.close(deadline(Duration::from_secs(5))).await;
        }
    }
}

impl Drop for Retirement {
    fn drop(&mut self) {
        if let Some(active) = self.active.take() {
            crate::backend::janitor::spawn(Box::pin(async move {
                active.drained().await;
                active.backend.close(deadline(Duration::from_secs(5))).await;
            }));
        }
    }
}

/// Sees a new backend answer, before anything depends on it.
async fn check(backend: &dyn Backend, place: &'static Location<'static>) -> Result<()> {
    type Ask = for<'s> fn(&'s mut Session) -> BoxFuture<'s, Result<()>>;
    let ask: Ask = |session| {
        Box::pin(async { session.execute(Statement::plain("SELECT 1", Access::Read)).await.map(drop) })
    };
    let task = Task::new(Observer { place, record: None }, ask);
    let answered = Task::<(), Ask>::result(backend.run(Demand::new(Access::Read, place), task).await?);
    answered.map_err(|error| {
        let message = format!("the backend for `{}` was opened, and failed its check", backend.mode());
        Error::new(ErrorKind::Connect, message).with_source(error)
    })
}

impl SwitchReport {
    fn nothing(mode: Mode) -> Self {
        SwitchReport {
            from: mode,
            to: mode,
            opening: Duration::ZERO,
            pause: Duration::ZERO,
            draining: Duration::ZERO,
            drained: 0,
            still_running: 0,
            left: Vec::new(),
        }
    }
}

impl fmt::Display for SwitchReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SwitchReport { from, to, opening, pause, draining, drained, still_running, .. } = self;
        write!(f, "{from} -> {to}: opened in {opening:.1?}, new work held for {pause:.1?}, ")?;
        write!(f, "{drained} in flight ended within {draining:.1?}, {still_running} still running")?;
        for Running { what, place, since } in &self.left {
            write!(f, "\n  {what} since {:.1?}, begun at {place}", since.elapsed())?;
        }
        Ok(())
    }
}
