//! Servers that die and come back, and that stop answering, under load: every caller gets an answer in time, the pool is whole
//! soon after the server is back, and nothing is left of it after closing. On servers of its own, all modes at once. And servers
//! that are full.
//!
//! `cargo test -p segue-tests --test restarts -- [filter]`; names are `case::database`.

#[path = "restarts/full.rs"]
mod full;
#[path = "restarts/load.rs"]
mod load;

use libtest_mimic::{Arguments, Failed, Trial};
use load::{Answer, Load, ask};
use orm_api::backend::Settings;
use segue::{Database, Engine, ErrorKind, HealthCheck, Mode};
use segue_tests::{
    Options, Setup,
    setup::{Face, Neutral, is_required},
};
use services::Owned;
use std::{
    process::ExitCode,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// How long a caller waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(3);

/// How long connecting may take, and asking before that whether a connection still answers.
const CONNECT: Duration = Duration::from_secs(4);

/// How long it may take to clean a connection that nobody waits for.
const CLEANING: Duration = Duration::from_secs(30);

/// What a machine that is busy may add to any time.
const BUSY: Duration = Duration::from_millis(2500);

/// When the capacity must be back after the server is.
const BACK: Duration = Duration::from_secs(2);

/// The pool of each mode.
const CONNECTIONS: usize = 4;

fn main() -> ExitCode {
    let mut trials = Vec::new();
    for (engine, service) in
        [(Engine::Postgres, services::Engine::Postgres), (Engine::MySql, services::Engine::MariaDb)]
    {
        let compiled = cfg!(feature = "postgres") && engine == Engine::Postgres
            || cfg!(feature = "mysql") && engine == Engine::MySql;
        match services::find(service) {
            Ok(_) if compiled => trials.extend(trials_on(engine, service)),
            Err(why) if compiled && is_required(engine) => {
                eprintln!("{engine} is required: {why}");
                return ExitCode::FAILURE;
            }
            _ => eprintln!("not run on {engine}"),
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

type Scene = fn(&mut Site) -> Result<(), Failed>;

fn trials_on(engine: Engine, service: services::Engine) -> Vec<Trial> {
    let scenes: [(&str, Scene); 4] = [
        ("killed_and_started_again", killed_and_started_again),
        ("stopped_and_let_go_on", stopped_and_let_go_on),
        ("stopped_while_all_are_idle", stopped_while_all_are_idle),
        ("stopped_when_transactions_are_dropped", stopped_when_transactions_are_dropped),
    ];
    let trial = |(name, scene): (&str, Scene)| {
        Trial::test(format!("{name}::{engine}"), move || {
            let mut site = Site::start(engine, service)?;
            scene(&mut site)?;
            site.close()
        })
    };
    let full = Trial::test(format!("full::{engine}"), move || full::full(engine, service));
    scenes.into_iter().map(trial).chain([full]).collect()
}

/// A server of one's own, and a database in each mode on it.
struct Site {
    engine: Engine,
    server: Owned,
    databases: Vec<(Mode, Database)>,
}

impl Site {
    fn start(engine: Engine, service: services::Engine) -> Result<Self, Failed> {
        let server = services::throwaway(service, &services::Options::new())?;
        let mut databases = Vec::new();
        for mode in Mode::ALL {
            let mut options = Options::new(Settings::new(&server.url)?);
            options.settings.pool.max_connections = CONNECTIONS;
            options.settings.pool.acquire_timeout = ACQUIRE;
            options.settings.pool.health_check = HealthCheck::IdleFor(Duration::from_secs(1));
            options.settings.server.connect_timeout = CONNECT;
            databases.push((mode, Face { engine, mode }.open(options).wait()?));
        }
        Ok(Site { engine, server, databases })
    }

    /// Callers of all modes, twice as many as there are connections.
    fn load(&self) -> Vec<(Mode, Load)> {
        self.databases.iter().map(|(mode, db)| (*mode, Load::on(db, 2 * CONNECTIONS))).collect()
    }

    /// Each pool lends as many connections as it may have, and all of them work, by `deadline`.
    fn expect_whole(&self, deadline: Instant) -> Result<(), Failed> {
        let mut took = Vec::new();
        for (mode, db) in &self.databases {
            let started = Instant::now();
            let begun: Result<Vec<_>, _> = (0..CONNECTIONS).map(|_| db.begin().wait()).collect();
            let begun = begun.map_err(|error| format!("{mode}: the capacity is not back: {error}"))?;
            for tx in begun {
                ask(&tx)?;
                tx.rollback().wait()?;
            }
            took.push((mode, started.elapsed()));
        }
        if Instant::now() > deadline {
            return Err(format!("the capacity was back {:?} too late: {took:?}", deadline.elapsed()).into());
        }
        Ok(())
    }

    /// Nothing is lent out, and no session is left after closing.
    fn close(self) -> Result<(), Failed> {
        for (mode, db) in &self.databases {
            soon(|| db.pool().is_ok_and(|pool| pool.in_use == 0).then_some(()))
                .ok_or_else(|| format!("{mode}: {:?} after all have ended", db.pool()))?;
            db.close(Duration::from_secs(5)).wait()?;
        }
        let neutral = Neutral::connect(self.engine, &self.server.url)?;
        let sessions = match self.engine {
            Engine::Postgres => "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'segue'",
            _ => {
                "SELECT count(*) FROM information_schema.processlist WHERE user = 'segue' AND id <> CONNECTION_ID()"
            }
        };
        let left = || neutral.value(sessions).is_ok_and(|left| left == "0").then_some(());
        soon(left).ok_or_else(|| format!("{:?} sessions are left", neutral.value(sessions)).into())
    }
}

/// Looks for a while until there is something.
fn soon<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        match look() {
            None if Instant::now() < deadline => thread::park_timeout(Duration::from_millis(5)),
            seen => return seen,
        }
    }
}

/// SIGKILL under load. Statements that were in flight fail; while the server is away, each caller is told so at once; once it is
/// back, nothing fails any more.
fn killed_and_started_again(site: &mut Site) -> Result<(), Failed> {
    let load = site.load();
    thread::park_timeout(Duration::from_millis(300));
    site.server.kill()?;
    thread::park_timeout(Duration::from_millis(300));
    for (mode, db) in &site.databases {
        let started = Instant::now();
        let answer = ask(db);
        let kind = answer.as_ref().err().map(segue::Error::kind);
        if kind != Some(ErrorKind::Connect) || started.elapsed() > BUSY {
            return Err(
                format!("{mode}: {answer:?} after {:?} while the server is away", started.elapsed()).into()
            );
        }
    }
    site.server.start()?;
    let back = Instant::now();
    site.expect_whole(back + BACK)?;
    thread::park_timeout((back + BACK).saturating_duration_since(Instant::now()));
    let calm = Instant::now();
    thread::park_timeout(Duration::from_millis(300));
    for (mode, load) in load {
        let answers = load.stop();
        expect_in_time(mode, &answers, BUSY + CONNECT)?;
        let late = answers.iter().find(|answer| answer.failed.is_some() && answer.begun >= calm);
        if let Some(late) = late {
            return Err(format!("{mode}: {late:?}, long after the server was back").into());
        }
        let done = answers.iter().filter(|answer| answer.failed.is_none() && answer.begun >= back).count();
        if done < CONNECTIONS {
            return Err(format!("{mode}: only {done} answers since the server was back").into());
        }
    }
    Ok(())
}

/// SIGSTOP under load. Statements that are in flight wait for the server; whoever waits for a connection is answered in time.
fn stopped_and_let_go_on(site: &mut Site) -> Result<(), Failed> {
    const STOPPED: Duration = Duration::from_secs(4);
    let load = site.load();
    thread::park_timeout(Duration::from_millis(300));
    let stopped = Instant::now();
    site.server.freeze()?;
    thread::park_timeout(STOPPED);
    site.server.thaw()?;
    let took = stopped.elapsed();
    let back = Instant::now();
    thread::park_timeout(Duration::from_millis(500));
    for (mode, load) in load {
        let answers = load.stop();
        expect_in_time(mode, &answers, took.max(ACQUIRE) + BUSY)?;
        let waited: Vec<_> = answers
            .iter()
            .filter(|answer| answer.failed == Some(ErrorKind::AcquireTimeout))
            .cloned()
            .collect();
        if waited.is_empty() {
            return Err(format!("{mode}: nobody was told that no connection came free").into());
        }
        expect_in_time(mode, &waited, ACQUIRE + BUSY)?;
    }
    site.expect_whole(back + BACK + BUSY)
}

/// SIGSTOP while nobody works: connections that were idle are asked in vain once, not one after the other, and no new one can be
/// opened.
fn stopped_while_all_are_idle(site: &mut Site) -> Result<(), Failed> {
    site.expect_whole(Instant::now() + Duration::from_secs(20))?;
    thread::park_timeout(Duration::from_millis(1100));
    site.server.freeze()?;
    let calls: Vec<_> = site
        .databases
        .iter()
        .map(|(mode, db)| {
            let (mode, db, started) = (*mode, db.clone(), Instant::now());
            thread::spawn(move || (mode, ask(&db), started.elapsed()))
        })
        .collect();
    let answers: Vec<_> = calls.into_iter().flat_map(thread::JoinHandle::join).collect();
    site.server.thaw()?;
    let back = Instant::now();
    for (mode, answer, took) in answers {
        let kind = answer.as_ref().err().map(segue::Error::kind);
        if kind != Some(ErrorKind::ConnectTimeout) || took > CONNECT + BUSY {
            return Err(format!("{mode}: {answer:?} after {took:?}").into());
        }
    }
    site.expect_whole(back + BACK)
}

/// SIGSTOP while transactions are open, which are dropped then: nobody waits for their rollback, and what is to run after it runs in
/// time. The blocking phase cannot tell its driver how long to wait.
fn stopped_when_transactions_are_dropped(site: &mut Site) -> Result<(), Failed> {
    let (sender, rolled_back) = mpsc::channel();
    let mut open = Vec::new();
    for (mode, db) in &site.databases {
        let (tx, mode, sender) = (db.begin().wait()?, *mode, sender.clone());
        tx.on_rollback(move || _ = sender.send(mode));
        open.push(tx);
    }
    site.server.freeze()?;
    let frozen = Instant::now();
    drop((open, sender));
    let in_time = || rolled_back.recv_timeout((CLEANING + BUSY).saturating_sub(frozen.elapsed())).ok();
    let mut told: Vec<_> = (1..site.databases.len()).map_while(|_| in_time()).collect();
    site.server.thaw()?;
    let back = Instant::now();
    if told.contains(&Mode::Sync) || told.len() + 1 < site.databases.len() {
        return Err(format!("only {told:?} were told while the server was stopped").into());
    }
    told.extend(rolled_back.recv_timeout(BUSY));
    if told.len() < site.databases.len() {
        return Err(format!("only {told:?} were told at all").into());
    }
    site.expect_whole(back + BACK + BUSY)
}

fn expect_in_time(mode: Mode, answers: &[Answer], limit: Duration) -> Result<(), Failed> {
    match answers.iter().find(|answer| answer.took > limit) {
        Some(late) => Err(format!("{mode}: {late:?}, where {limit:?} are allowed").into()),
        None => Ok(()),
    }
}
