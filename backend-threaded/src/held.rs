//! The connection that a worker keeps between works.

use crate::{
    call::{Answer, Drive, Failure, Job, Ran, Reply, worker_gone},
    crew::Crew,
    gate::{Stopped, Watch},
    state::{Arrival, Seat},
};
use orm_api::{
    Error, ErrorKind, Result,
    backend::{Boundary, BoxWork, Connection, Mode, Session},
    op::park_on,
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

/// A worker's connection, once it has one. Nothing that happens in it ends the worker.
pub(crate) struct Held {
    crew: Arc<Crew>,
    seat: Arc<Seat>,
    watch: Watch,
    kept: Option<Kept>,
    opened: Instant,
    /// Whether the crew counts on the worker to look for work next.
    returning: bool,
}

/// What is kept differs with the boundary.
enum Kept {
    /// The session and its connection: operations come here.
    Session(Session),
    /// The connection alone: the session is where the caller is.
    Connection(Box<dyn Connection>),
}

impl Held {
    pub(crate) fn new(crew: Arc<Crew>, seat: Arc<Seat>) -> Self {
        let watch = Watch::new(crew.abandoned.clone(), crew.inner.hands_out_stoppers());
        Held { crew, seat, watch, kept: None, opened: Instant::now(), returning: false }
    }

    /// Runs an operation from a shared queue and answers, unless nobody wants it any more. The session is clean
    /// after it, or closed.
    pub(crate) fn serve(&mut self, job: Job) {
        let Job { work, reply, demand, .. } = job;
        let crew = self.crew.clone();
        let _held = crew.waiting.hold(demand);
        contained(|| self.run_and(work, reply, true, Self::will_return));
        self.tidy();
    }

    /// Runs an operation of a borrower and answers, unless nobody wants it any more. The session may be dirty
    /// after it. `first` says whether a connection may be opened for it.
    pub(crate) fn run(&mut self, work: BoxWork, reply: Reply<Ran>, first: bool) {
        contained(|| self.run_and(work, reply, first, |_| {}));
    }

    fn run_and(
        &mut self,
        mut work: BoxWork,
        mut reply: Reply<Ran>,
        may_open: bool,
        when_clean: fn(&mut Self),
    ) {
        if !self.watch.begin(&mut reply) {
            return;
        }
        let span = reply.span().clone();
        let answer = span.in_scope(|| {
            self.caught(|held| {
                let session = held.session(may_open)?;
                park_on(work.run(session));
                let clean = session.condition().is_clean();
                Ok(Ran { work, clean })
            })
        });
        let stopped = self.watch.end();
        if stopped > Stopped::Never {
            self.settle(stopped);
        } else if let Ok(Ran { clean: true, .. }) = answer {
            when_clean(self);
        }
        reply.send(answer);
    }

    /// Makes sure that a stop hits nothing further. The databases know of none once they have answered; should one think otherwise,
    /// the clean-up gets it. In a transaction nothing else comes next, since the statement that was stopped has failed it.
    fn settle(&mut self, stopped: Stopped) {
        match &mut self.kept {
            _ if stopped == Stopped::Unsure => self.discard(),
            Some(Kept::Session(session)) if session.condition().is_clean() => self.clean(),
            _ => {}
        }
    }

    /// Says, before the answer is sent, that the worker is about to look for work: else a caller who sends one
    /// operation after the other would wake, or start, a second worker for each.
    fn will_return(&mut self) {
        self.returning = true;
        self.crew.returning.fetch_add(1, Ordering::Relaxed);
    }

    /// How the worker comes to look for work now.
    pub(crate) fn arrival(&mut self) -> Arrival {
        match std::mem::take(&mut self.returning) {
            true => Arrival::Returning,
            false => Arrival::Unannounced,
        }
    }

    /// Makes a call of the driver and answers, unless nobody wants it any more.
    pub(crate) fn drive(&mut self, drive: Drive, may_open: bool) {
        contained(|| match drive {
            Drive::Fetch(statement, sink, reply) => {
                self.answer(reply, may_open, |connection| park_on(connection.fetch(statement, sink)));
            }
            Drive::Execute(statement, reply) => {
                self.answer(reply, may_open, |connection| park_on(connection.execute(statement)));
            }
            Drive::Batch(sql, reply) => {
                self.answer(reply, may_open, |connection| park_on(connection.batch(&sql)));
            }
        });
    }

    /// Opens a connection, if there is none.
    pub(crate) fn prepare(&mut self) -> Answer<()> {
        self.caught(|held| held.kept(true).map(drop))
    }

    /// Takes the connection back from a borrower who does not know it to be clean. Of a bare connection the worker
    /// knows no more than he does.
    pub(crate) fn come_back(&mut self, doomed: bool) {
        match self.kept {
            Some(Kept::Session(_)) if !doomed => self.tidy(),
            _ => self.discard(),
        }
    }

    /// Cleans the session, and closes it where that fails.
    pub(crate) fn tidy(&mut self) {
        let Some(Kept::Session(session)) = &mut self.kept else { return };
        if !session.condition().is_clean() {
            self.clean();
        }
    }

    fn clean(&mut self) {
        let Some(Kept::Session(session)) = &mut self.kept else { return };
        let cleaned = catch_unwind(AssertUnwindSafe(|| park_on(session.clean())));
        match cleaned {
            Ok(Ok(())) => return,
            Ok(Err(error)) => tracing::warn!(%error, "closing a connection that could not be cleaned"),
            Err(_) => tracing::error!("closing a connection: cleaning it panicked"),
        }
        self.discard();
    }

    /// Closes the connection.
    pub(crate) fn discard(&mut self) {
        let Some(kept) = self.kept.take() else { return };
        self.crew.open.fetch_sub(1, Ordering::Relaxed);
        self.seat.set_ready(false);
        self.watch.set_stopper(None);
        contained(|| kept.close());
    }

    fn answer<T>(
        &mut self,
        mut reply: Reply<T>,
        may_open: bool,
        call: impl FnOnce(&mut dyn Connection) -> Result<T>,
    ) {
        if !self.watch.begin(&mut reply) {
            return;
        }
        let span = reply.span().clone();
        let answer = span.in_scope(|| self.caught(|held| call(held.connection(may_open)?)));
        if self.watch.end() == Stopped::Unsure {
            self.discard();
        }
        reply.send(answer);
    }

    /// A panic closes the connection, and its payload is the answer.
    fn caught<T>(&mut self, call: impl FnOnce(&mut Self) -> Result<T>) -> Answer<T> {
        match catch_unwind(AssertUnwindSafe(|| call(self))) {
            Ok(result) => result.map_err(Failure::Error),
            Err(payload) => {
                self.discard();
                Err(Failure::Panic(payload))
            }
        }
    }

    fn session(&mut self, may_open: bool) -> Result<&mut Session> {
        match self.kept(may_open)? {
            Kept::Session(session) => Ok(session),
            Kept::Connection(_) => Err(wrong_boundary()),
        }
    }

    fn connection(&mut self, may_open: bool) -> Result<&mut dyn Connection> {
        match self.kept(may_open)? {
            Kept::Connection(connection) => Ok(&mut **connection),
            Kept::Session(_) => Err(wrong_boundary()),
        }
    }

    /// Closes a connection that is too old, or that does not answer any more.
    fn inspect(&mut self) {
        let Some(kept) = &mut self.kept else { return };
        if self.opened.elapsed() > self.crew.pool.max_lifetime || !kept.is_well() {
            self.discard();
        }
    }

    /// The connection. In the middle of a loan one that is gone is never replaced: the transaction went with it.
    fn kept(&mut self, may_open: bool) -> Result<&mut Kept> {
        if may_open {
            self.inspect();
        }
        match &mut self.kept {
            Some(kept) => Ok(kept),
            empty if may_open => {
                let kept = Kept::open(&self.crew, &self.watch)?;
                self.crew.open.fetch_add(1, Ordering::Relaxed);
                self.seat.set_ready(true);
                self.opened = Instant::now();
                Ok(empty.insert(kept))
            }
            _ => Err(worker_gone()),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.returning {
            self.crew.returning.fetch_sub(1, Ordering::Relaxed);
        }
        self.discard();
    }
}

impl Kept {
    fn open(crew: &Crew, watch: &Watch) -> Result<Self> {
        let connection = crew.inner.blocking_connection()?;
        watch.set_stopper(connection.stopper());
        Ok(match crew.mode {
            Mode::Threaded(Boundary::Driver) => Kept::Connection(connection),
            mode => Kept::Session(Session::new(connection, mode, crew.inner.dialect())),
        })
    }

    /// Whether it answers, where it has to be asked.
    fn is_well(&mut self) -> bool {
        match self {
            Kept::Session(session) => !session.needs_check() || park_on(session.check()).is_ok(),
            Kept::Connection(connection) => !connection.needs_check() || park_on(connection.check()).is_ok(),
        }
    }

    fn close(self) {
        match self {
            Kept::Session(mut session) => session.doom(),
            Kept::Connection(mut connection) => connection.doom(),
        }
    }
}

/// Keeps panics in what is dropped here (an operation nobody wants, its result, a connection) from the worker.
fn contained(call: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(call)).is_err() {
        tracing::error!("something panicked on a worker while it was dropped; the worker goes on");
    }
}

#[cold]
fn wrong_boundary() -> Error {
    Error::new(ErrorKind::Internal, "the bridge sent a call of one boundary to a worker of the other")
}
