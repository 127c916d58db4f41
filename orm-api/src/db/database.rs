//! The handle.

use super::{
    Capture, Opener,
    active::{Active, InFlight},
    scope,
};
use crate::{
    backend::{Backend, Capabilities, Demand, Mode, Observed, Observer, Phase, PoolStatus, Settings},
    error::{Error, ErrorKind, Result},
    op::{Op, Policy},
};
use std::{
    any::Any,
    fmt,
    panic::Location,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

/// Takes what was sent.
pub(super) type Record = Arc<dyn Fn(Observed) + Send + Sync>;

/// A database. Cheap to clone; all clones share one pool and switch together. The backend is looked up when an
/// operation starts, not when it is made.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
    record: Option<Record>,
    /// Whether operations may run outside of the transaction that their code is inside of.
    outside: bool,
}

pub(super) struct Inner {
    /// `None` once closed.
    active: RwLock<Option<Arc<Active>>>,
    pub(super) opener: Arc<dyn Opener>,
    pub(super) options: DatabaseOptions,
    /// One switch after the other.
    pub(super) switching: tokio::sync::Mutex<()>,
}

/// How long a switch waits for what runs on the old backend, where nobody says otherwise.
const SWITCH_DEADLINE: Duration = Duration::from_secs(30);

/// What a handle is made with.
pub struct DatabaseOptions {
    /// What every backend of this database is opened with.
    pub settings: Settings,
    /// What happens to a `.wait()` inside an async task.
    pub blocking: Policy,
    /// What happens to an operation on the handle inside a transaction of the same database.
    pub outside_transaction: Policy,
    /// How long [`Database::switch`] waits for what runs on the old backend.
    pub switch_deadline: Duration,
    /// Kept until the last handle is dropped: the private file of `:memory:`.
    pub keep: Option<Box<dyn Any + Send + Sync>>,
}

impl DatabaseOptions {
    /// The defaults for `settings`.
    pub fn new(settings: Settings) -> Self {
        let (blocking, outside_transaction) = (Policy::default(), Policy::default());
        DatabaseOptions {
            settings,
            blocking,
            outside_transaction,
            switch_deadline: SWITCH_DEADLINE,
            keep: None,
        }
    }
}

impl Database {
    /// Opens the database in `mode`.
    ///
    /// # Errors
    /// As [`Opener::open`].
    #[track_caller]
    pub fn open(opener: Arc<dyn Opener>, mode: Mode, options: DatabaseOptions) -> Op<Database> {
        Op::new(None, async move {
            let backend = opener.open(mode, &options.settings).await?;
            let active = RwLock::new(Some(Active::new(backend)));
            let switching = tokio::sync::Mutex::new(());
            let inner = Inner { active, opener, options, switching };
            Ok(Database { inner: Arc::new(inner), record: None, outside: false })
        })
    }

    /// A handle that remembers what is sent through it.
    pub fn capture(&self) -> Capture {
        Capture::new(self, false)
    }

    /// As [`capture`](Database::capture), without the values: each parameter appears as a NULL of its type.
    pub fn capture_redacted(&self) -> Capture {
        Capture::new(self, true)
    }

    /// A handle whose operations run on connections of their own, also inside `atomic`, for those who mean it: what they
    /// do is not undone with the transaction. What would wait for that transaction to end is refused with [`ErrorKind::Usage`]: a
    /// write on SQLite inside one that writes, and anything where it has the last connection.
    #[must_use]
    pub fn outside_transaction(&self) -> Database {
        Database { outside: true, ..self.clone() }
    }

    /// Takes no further work, waits for what runs until `deadline` has passed, and closes every connection.
    ///
    /// # Errors
    /// [`ErrorKind::Busy`] with the number of what still ran at the deadline; it is left to end, and its connections
    /// are closed then.
    #[track_caller]
    pub fn close(&self, deadline: Duration) -> Op<()> {
        let inner = self.inner.clone();
        Op::new(Some(super::Target::database(self)), async move {
            let Some(active) = inner.replace(None) else { return Ok(()) };
            let left = active.retire(deadline).await;
            if left == 0 {
                return Ok(());
            }
            let message = format!("{left} operations still ran when the deadline to close had passed");
            Err(Error::new(ErrorKind::Busy, message))
        })
    }

    /// The mode in use: phase and boundary. After [`close`](Database::close), the last open default.
    pub fn mode(&self) -> Mode {
        let closed = || self.inner.opener.modes().first().copied().unwrap_or(Mode::Sync);
        self.backend().map_or_else(|_| closed(), |backend| backend.mode())
    }

    /// The phase in use.
    pub fn phase(&self) -> Phase {
        self.mode().phase()
    }

    /// What the backend in use can do.
    ///
    /// # Errors
    /// [`ErrorKind::Closed`] after [`close`](Database::close).
    pub fn capabilities(&self) -> Result<Capabilities> {
        Ok(*self.backend()?.capabilities())
    }

    /// What the pool holds at the moment.
    ///
    /// # Errors
    /// [`ErrorKind::Closed`] after [`close`](Database::close).
    pub fn pool(&self) -> Result<PoolStatus> {
        Ok(self.backend()?.pool())
    }

    /// What every backend of this database is opened with.
    pub fn settings(&self) -> &Settings {
        &self.inner.options.settings
    }

    /// The modes that are compiled in.
    pub fn modes(&self) -> Vec<Mode> {
        self.inner.opener.modes()
    }

    pub(crate) fn backend(&self) -> Result<Arc<dyn Backend>> {
        self.inner.with_active(|active| active.backend.clone())
    }

    /// Looks up the backend for one operation, and counts it.
    pub(super) fn enter(&self, demand: Demand) -> Result<InFlight> {
        self.refuse_inside("the database handle was used for an operation", demand.place)?;
        self.hopeful(demand, self.inner.with_active(Active::enter)?)
    }

    /// Looks up the backend for a transaction or a stream, and counts it by name.
    pub(super) fn enter_long(&self, what: &'static str, demand: Demand) -> Result<InFlight> {
        self.refuse_inside(what, demand.place)?;
        self.hopeful(demand, self.inner.with_active(|active| active.enter_long(what, demand.place))?)
    }

    /// Refuses to wait for what the code that waits has itself. Only who may work outside of its transaction can.
    fn hopeful(&self, demand: Demand, in_flight: InFlight) -> Result<InFlight> {
        if self.outside || self.inner.options.outside_transaction != Policy::Deny {
            scope::refuse_hopeless(
                self.id(),
                in_flight.backend(),
                self.settings().pool.max_connections,
                demand,
            )?;
        }
        Ok(in_flight)
    }

    fn refuse_inside(&self, what: &str, place: &'static Location<'static>) -> Result<()> {
        let policy = self.inner.options.outside_transaction;
        if self.outside || policy == Policy::Allow {
            return Ok(());
        }
        let remedy = "use the transaction's handle, or `db.outside_transaction()` if that is meant";
        match scope::refuse(self.id(), what, remedy) {
            Ok(()) => Ok(()),
            Err(error) => policy.judge(error.at(place)),
        }
    }

    /// Tells handles of one database from those of another.
    pub(super) fn id(&self) -> usize {
        Arc::as_ptr(&self.inner) as *const () as usize
    }

    pub(super) fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }

    pub(super) fn policy(&self) -> Policy {
        self.inner.options.blocking
    }

    pub(super) fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    pub(super) fn recording(&self, record: Record) -> Database {
        Database { record: Some(record), ..self.clone() }
    }

    pub(super) fn observer(&self, place: &'static Location<'static>) -> Observer {
        Observer { place, record: self.record.clone() }
    }
}

impl Inner {
    pub(super) fn active(&self) -> Result<Arc<Active>> {
        self.with_active(Arc::clone)
    }

    /// Under the lock, so that a switch that has replaced the backend sees every operation that found it.
    fn with_active<T>(&self, look: impl FnOnce(&Arc<Active>) -> T) -> Result<T> {
        let active = self.active.read().unwrap_or_else(PoisonError::into_inner);
        let closed = || Error::new(ErrorKind::Closed, "the database handle is closed");
        active.as_ref().map(look).ok_or_else(closed)
    }

    pub(super) fn replace(&self, next: Option<Arc<Active>>) -> Option<Arc<Active>> {
        std::mem::replace(&mut *self.active.write().unwrap_or_else(PoisonError::into_inner), next)
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = &self.inner.options.settings.location;
        f.debug_struct("Database").field("location", location).field("mode", &self.mode()).finish()
    }
}

/// A deadline that far from now.
pub(super) fn deadline(from_now: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(from_now).unwrap_or(now + SWITCH_DEADLINE)
}
