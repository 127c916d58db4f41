//! What runs on a worker, so that it can be stopped once nobody wants it any more, and nothing else is.
//!
//! A job has a number. Whoever stops it passes the gate with that number before the database is asked, and the worker
//! does not pass to its next job before the database has answered: what is stopped is that job or nothing. A job's own caller
//! rings for it by dropping the end where its answer arrives.

use crate::call::Reply;
use async_trait::async_trait;
use futures::channel::oneshot;
use orm_api::{
    Outcome, Result,
    backend::{Counted, Still, Stop, janitor, stop_until},
};
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize},
    task::{Context, Wake, Waker},
};

/// A worker's gate, and its bell.
pub(crate) struct Watch {
    gate: Arc<Gate>,
    bell: Arc<Bell>,
}

/// What has become of a job's stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stopped {
    /// There was none.
    #[default]
    Never,
    /// The database has taken it. The job may have ended before by itself.
    Answered,
    /// It may be on its way still, and hit what is sent next.
    Unsure,
}

struct Gate {
    running: Mutex<Running>,
    answered: Condvar,
    /// How many jobs run that nobody wants.
    abandoned: Arc<AtomicUsize>,
    /// Whether the database can be asked to stop one.
    stops: bool,
}

#[derive(Default)]
struct Running {
    /// Of the job that runs, or ran last.
    number: u64,
    runs: bool,
    /// Of the connection, if there is one.
    stop: Option<Arc<dyn Stop>>,
    /// Since its caller has gone.
    abandoned: Option<Abandoned>,
    /// Whether the database is being asked.
    asking: bool,
    stopped: Stopped,
}

struct Abandoned {
    _counted: Counted,
    /// Tells whoever stops it of its end.
    _ends: oneshot::Sender<()>,
}

impl Watch {
    /// The gate of a worker that runs nothing yet. Jobs that nobody wants are counted in `abandoned`, and stopped if the backend
    /// `stops` any.
    pub(crate) fn new(abandoned: Arc<AtomicUsize>, stops: bool) -> Self {
        let (running, answered) = Default::default();
        let gate = Arc::new(Gate { running, answered, abandoned, stops });
        let bell = Arc::new(Bell { gate: gate.clone(), number: 0 });
        Watch { gate, bell }
    }

    /// What stops the connection that the worker has from now on.
    pub(crate) fn set_stopper(&self, stop: Option<Arc<dyn Stop>>) {
        self.gate.lock().stop = stop;
    }

    /// Begins a job, unless nobody wants it.
    pub(crate) fn begin<T>(&mut self, reply: &mut Reply<T>) -> bool {
        let number = self.gate.begin();
        match Arc::get_mut(&mut self.bell) {
            Some(bell) => bell.number = number,
            // That of a former job is still in its caller's hand.
            None => self.bell = Arc::new(Bell { gate: self.gate.clone(), number }),
        }
        let waker = Waker::from(self.bell.clone());
        let wanted = reply.is_wanted(&mut Context::from_waker(&waker));
        if !wanted {
            self.end();
        }
        wanted
    }

    /// Ends it, after whoever stops it.
    pub(crate) fn end(&self) -> Stopped {
        self.gate.end()
    }
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self) -> u64 {
        let mut running = self.lock();
        (running.number, running.runs) = (running.number + 1, true);
        running.number
    }

    fn end(&self) -> Stopped {
        let mut running = self.lock();
        while running.asking {
            running = self.answered.wait(running).unwrap_or_else(PoisonError::into_inner);
        }
        running.runs = false;
        let (abandoned, stopped) = (running.abandoned.take(), std::mem::take(&mut running.stopped));
        drop(running);
        // Wakes somebody: without the lock.
        drop(abandoned);
        stopped
    }

    /// Counts the job as one that nobody wants, and has it stopped elsewhere.
    fn abandon(self: &Arc<Self>, number: u64) {
        let mut running = self.lock();
        if !running.is_at(number) || running.abandoned.is_some() {
            return;
        }
        let (_ends, ended) = oneshot::channel();
        running.abandoned = Some(Abandoned { _counted: Counted::new(self.abandoned.clone()), _ends });
        drop(running);
        if self.stops {
            let stop = Arc::new(StopJob { gate: self.clone(), number });
            janitor::spawn(Box::pin(async move { _ = stop_until(stop, ended).await }));
        }
    }

    /// Whether the database may be asked to stop the job: it runs, and goes on to do so until `answered`.
    fn ask(&self, number: u64) -> bool {
        let mut running = self.lock();
        let runs = running.is_at(number);
        running.asking |= runs;
        runs
    }

    fn answered(&self, number: u64, stopped: Stopped) {
        let mut running = self.lock();
        if running.asking && running.is_at(number) {
            (running.asking, running.stopped) = (false, running.stopped.max(stopped));
            self.answered.notify_all();
        }
    }
}

impl Running {
    fn is_at(&self, number: u64) -> bool {
        self.runs && self.number == number
    }
}

/// Rings when a job's caller goes. One that is late, since the answer was just being sent, has the number of a former job.
struct Bell {
    gate: Arc<Gate>,
    number: u64,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.gate.abandon(self.number);
    }
}

/// Stops one job of a worker.
struct StopJob {
    gate: Arc<Gate>,
    number: u64,
}

#[async_trait]
impl Stop for StopJob {
    async fn stop(&self, still: Still) -> Result<()> {
        // There may be no connection yet.
        let Some(stop) = self.gate.lock().stop.clone() else { return Ok(()) };
        let mut asked = Asked { job: self, stopped: Stopped::Unsure };
        let (gate, number) = (self.gate.clone(), self.number);
        let result = stop.stop(Arc::new(move || still() && gate.ask(number))).await;
        let unsure = matches!(&result, Err(error) if error.retry().outcome == Outcome::Unknown);
        if !unsure {
            asked.stopped = Stopped::Answered;
        }
        result
    }
}

/// Lets the worker go on, whatever becomes of the stop.
struct Asked<'j> {
    job: &'j StopJob,
    stopped: Stopped,
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.job.gate.answered(self.job.number, self.stopped);
    }
}
