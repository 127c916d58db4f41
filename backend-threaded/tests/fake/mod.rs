//! A blocking backend without a database: its connections write down what they are told, and where.
#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where these fail")]

use async_trait::async_trait;
use futures::future::BoxFuture;
use orm_api::{
    Error, ErrorKind, Outcome, Result,
    backend::{
        Access, Backend, Begin, Boundary, BoxSink, BoxWork, Capabilities, Connection, Demand, Done, Lease,
        Mode, PoolStatus, Session, Settings, Statement, Still, Stop, Work, sqlite,
    },
    compile::{Dialect, Sqlite},
};
use segue_backend_threaded::ThreadedBackend;
use std::{
    any::Any,
    collections::HashSet,
    panic::Location,
    path::PathBuf,
    pin::Pin,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

pub(crate) const BOTH: [Boundary; 2] = [Boundary::Operation, Boundary::Driver];

/// What a connection was told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) text: String,
    pub(crate) connection: usize,
    pub(crate) thread: String,
}

/// The fake. `block NAME` waits for [`Fake::open_gate`], `panic NAME` panics with it, `lost` loses the connection,
/// `silent` is not written down.
#[derive(Default)]
pub(crate) struct Fake {
    events: Mutex<Vec<Event>>,
    gates: Mutex<Gates>,
    changed: Condvar,
    opened: AtomicUsize,
    writing: AtomicUsize,
    pub(crate) writers_at_once: AtomicUsize,
    pub(crate) refuse: AtomicUsize,
    pub(crate) threads: Mutex<Vec<PathBuf>>,
    /// Whether statements can be stopped: `block a` is, once the gate `stop` is open, too.
    pub(crate) stops: AtomicBool,
    /// Whether nobody hears whether the stop was taken.
    pub(crate) is_deaf: AtomicBool,
}

#[derive(Default)]
struct Gates {
    open: HashSet<String>,
    reached: HashSet<String>,
}

impl Fake {
    /// What was told so far, in order.
    pub(crate) fn events(&self) -> Vec<Event> {
        self.events.lock().unwrap().clone()
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.events().into_iter().map(|event| event.text).collect()
    }

    /// Blocks until a statement `block NAME` has begun.
    pub(crate) fn reached(&self, name: &str) {
        let gates = self.gates.lock().unwrap();
        drop(self.changed.wait_while(gates, |gates| !gates.reached.contains(name)).unwrap());
    }

    /// Lets `block NAME` end.
    pub(crate) fn open_gate(&self, name: &str) {
        self.gates.lock().unwrap().open.insert(name.into());
        self.changed.notify_all();
    }

    /// Whether a statement `block NAME` has begun, or NAME was reached otherwise.
    pub(crate) fn has_reached(&self, name: &str) -> bool {
        self.gates.lock().unwrap().reached.contains(name)
    }

    /// Waits, without blocking, for [`Fake::open_gate`].
    async fn at_gate(&self, name: &str) {
        self.gates.lock().unwrap().reached.insert(name.into());
        self.changed.notify_all();
        while !self.gates.lock().unwrap().open.contains(name) {
            futures_timer::Delay::new(Duration::from_millis(1)).await;
        }
    }

    fn pass_gate(&self, name: &str) {
        let mut gates = self.gates.lock().unwrap();
        gates.reached.insert(name.into());
        self.changed.notify_all();
        drop(self.changed.wait_while(gates, |gates| !gates.open.contains(name)).unwrap());
    }

    fn note(&self, connection: usize, text: &str) {
        let thread = thread::current().name().unwrap_or_default().to_owned();
        self.events.lock().unwrap().push(Event { text: text.into(), connection, thread });
    }
}

/// The bridge over a fake, with these settings.
pub(crate) fn bridge(
    boundary: Boundary,
    adjust: impl FnOnce(&mut Settings),
) -> (Arc<Fake>, Arc<dyn Backend>) {
    let mut settings = Settings::new("sqlite::memory:").unwrap();
    adjust(&mut settings);
    let fake = Arc::new(Fake::default());
    fake.stops.store(settings.pool.statement_cache > 0, Ordering::SeqCst);
    let inner = Arc::new(Blocking { fake: fake.clone(), capabilities: sqlite::capabilities(false) });
    (fake, ThreadedBackend::over(inner, boundary, &settings).unwrap())
}

struct Blocking {
    fake: Arc<Fake>,
    capabilities: Capabilities,
}

#[async_trait]
impl Backend for Blocking {
    fn mode(&self) -> Mode {
        Mode::Sync
    }
    fn dialect(&self) -> &'static dyn Dialect {
        &Sqlite
    }
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }
    fn blocks_in_place(&self) -> bool {
        true
    }
    async fn run(&self, _: Demand, _: BoxWork) -> Result<BoxWork> {
        unreachable!("the bridge runs work itself")
    }
    async fn lease(&self, _: Demand) -> Result<Box<dyn Lease>> {
        unreachable!("the bridge lends connections itself")
    }
    fn blocking_connection(&self) -> Result<Box<dyn Connection>> {
        if self.fake.refuse.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok() {
            return Err(Error::new(ErrorKind::Connect, "refused"));
        }
        let id = self.fake.opened.fetch_add(1, Ordering::SeqCst) + 1;
        let task = std::fs::read_link("/proc/thread-self").unwrap();
        self.fake.threads.lock().unwrap().push(PathBuf::from("/proc").join(task));
        Ok(Box::new(Fictitious { fake: self.fake.clone(), id, inside: false, lost: false, doomed: false }))
    }
    fn hands_out_stoppers(&self) -> bool {
        self.fake.stops.load(Ordering::SeqCst)
    }
    fn wait(&self, _: Pin<&mut (dyn Future<Output = ()> + Send)>) {
        unreachable!("the bridge waits itself")
    }
    fn spawn(&self, _: BoxFuture<'static, ()>) {
        unreachable!("the bridge spawns itself")
    }
    fn pool(&self) -> PoolStatus {
        PoolStatus::default()
    }
    async fn close(&self, _: Instant) {}
}

struct Fictitious {
    fake: Arc<Fake>,
    id: usize,
    inside: bool,
    lost: bool,
    doomed: bool,
}

impl Fictitious {
    fn tell(&mut self, text: &str) -> Result<Done> {
        if text != "silent" {
            self.fake.note(self.id, text);
        }
        if self.lost {
            return Err(Error::new(ErrorKind::ConnectionLost, "lost before"));
        }
        let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
        match verb {
            "BEGIN" => self.inside = true,
            "COMMIT" => self.inside = false,
            "ROLLBACK" if self.inside => self.inside = false,
            "ROLLBACK" => {
                let said = "cannot rollback - no transaction is active";
                return Err(orm_api::error::sqlite::classify(said, None, std::fmt::Error));
            }
            "block" => self.fake.pass_gate(rest),
            "panic" => std::panic::panic_any(rest.to_owned()),
            "lost" => {
                self.lost = true;
                return Err(Error::new(ErrorKind::ConnectionLost, "lost now"));
            }
            "write" => self.write(),
            _ => {}
        }
        Ok(Done { rows: number(text) })
    }

    fn write(&self) {
        let now = self.fake.writing.fetch_add(1, Ordering::SeqCst) + 1;
        self.fake.writers_at_once.fetch_max(now, Ordering::SeqCst);
        thread::yield_now();
        self.fake.writing.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A number that tells the answer to one text from that to another.
pub(crate) fn number(text: &str) -> u64 {
    text.bytes().fold(7, |sum, byte| sum * 31 % 1_000_003 + u64::from(byte))
}

#[async_trait]
impl Connection for Fictitious {
    async fn fetch(&mut self, statement: Statement, sink: BoxSink) -> Result<BoxSink> {
        self.tell(&statement.text).map(|_| sink)
    }
    async fn execute(&mut self, statement: Statement) -> Result<Done> {
        self.tell(&statement.text)
    }
    async fn batch(&mut self, sql: &str) -> Result<()> {
        self.tell(sql).map(drop)
    }
    fn doom(&mut self) {
        self.doomed = true;
    }
    fn stopper(&self) -> Option<Arc<dyn Stop>> {
        let stops = self.fake.stops.load(Ordering::SeqCst);
        stops.then(|| Arc::new(FakeStop { fake: self.fake.clone(), id: self.id }) as Arc<dyn Stop>)
    }
}

struct FakeStop {
    fake: Arc<Fake>,
    id: usize,
}

#[async_trait]
impl Stop for FakeStop {
    async fn stop(&self, still: Still) -> Result<()> {
        if !still() {
            return Ok(());
        }
        self.fake.note(self.id, "stop");
        self.fake.at_gate("stop").await;
        self.fake.note(self.id, "stopped");
        self.fake.open_gate("a");
        match self.fake.is_deaf.load(Ordering::SeqCst) {
            true => Err(Error::new(ErrorKind::ConnectionLost, "no answer").with_outcome(Outcome::Unknown)),
            false => Ok(()),
        }
    }
}

impl Drop for Fictitious {
    fn drop(&mut self) {
        self.fake.note(self.id, if self.doomed { "closed" } else { "returned" });
    }
}

/// Work that sends these texts, one after the other.
pub(crate) struct Script {
    texts: Vec<String>,
    answers: Vec<Result<u64>>,
    thread: String,
}

pub(crate) fn script(texts: &[&str]) -> Box<Script> {
    let texts = texts.iter().map(|text| (*text).to_owned()).collect();
    Box::new(Script { texts, answers: Vec::new(), thread: String::new() })
}

impl Work for Script {
    fn run<'a>(&'a mut self, session: &'a mut Session) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            self.thread = thread::current().name().unwrap_or_default().to_owned();
            for text in &self.texts {
                self.answers.push(send(session, text).await);
            }
        })
    }
}

async fn send(session: &mut Session, text: &str) -> Result<u64> {
    match text {
        "BEGIN" => session.begin(Begin::new(Access::Write)).await.map(|()| 0),
        "COMMIT" => session.commit().await.map(|()| 0),
        _ => session.execute(Statement::plain(text, Access::Write)).await.map(|done| done.rows),
    }
}

/// What came back: the answers, and the thread that the work ran on.
pub(crate) fn opened(work: BoxWork) -> (Vec<Result<u64>>, String) {
    let work: Box<dyn Any> = work;
    let script = work.downcast::<Script>().unwrap();
    (script.answers, script.thread)
}

/// The wish of whoever calls.
#[track_caller]
pub(crate) fn demand(access: Access) -> Demand {
    Demand::new(access, Location::caller())
}

/// Runs a script outside of any transaction.
pub(crate) async fn run(db: &Arc<dyn Backend>, access: Access, texts: &[&str]) -> Result<Vec<Result<u64>>> {
    Ok(opened(db.run(demand(access), script(texts)).await?).0)
}

/// Runs a script on a lease.
pub(crate) async fn on(lease: &mut Box<dyn Lease>, texts: &[&str]) -> Result<Vec<Result<u64>>> {
    Ok(opened(lease.run(script(texts)).await?).0)
}
