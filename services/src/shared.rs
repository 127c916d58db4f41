//! The servers that everybody shares: one of each kind in a workspace, which stays until it is stopped.

use crate::{
    Engine, Options, Problem, Server, ending,
    home::Home,
    launch::{Launch, START},
    place::{self, Place},
    process,
    service::{self, Service},
    template, tls, wait,
};
use std::fs;

/// Starts the shared server, or finds it running. It outlives the caller, and has the port that it had before, if that is
/// free. Any number of processes and threads may call it at once.
///
/// # Errors
/// Where it is not installed, or does not serve.
pub fn up(engine: Engine) -> Result<Server, Problem> {
    up_in(&home_of(engine)?, engine)
}

/// Stops the shared server in an orderly way, and says whether it ran. Its data stays.
///
/// # Errors
/// Where it had to be killed in the end.
pub fn down(engine: Engine) -> Result<bool, Problem> {
    down_in(&home_of(engine)?, engine)
}

/// What the shared server does; neither waits nor changes anything.
pub fn status(engine: Engine) -> Status {
    home_of(engine).and_then(|home| status_in(&home, engine)).unwrap_or_else(Status::Unavailable)
}

/// What a shared server does.
#[derive(Clone, Debug)]
pub enum Status {
    /// It serves.
    Running(Server),
    /// Its process lives, but lets nobody in: it is starting, ending, or frozen.
    Silent(Server),
    /// It is installed, and does not run.
    Stopped,
    /// It cannot be started; the problem says why.
    Unavailable(Problem),
}

impl Status {
    /// The server, if it serves.
    pub fn running(self) -> Option<Server> {
        match self {
            Status::Running(server) => Some(server),
            _ => None,
        }
    }
}

fn home_of(engine: Engine) -> Result<Home, Problem> {
    Home::of(service::account_of(engine)?.as_ref())
}

fn up_in(home: &Home, engine: Engine) -> Result<Server, Problem> {
    let place = home.shared(engine)?;
    let _lock = home.lock(engine.name())?;
    match Server::noted(engine, &place) {
        Some(server) => wait_for(server),
        None => {
            kill_forgotten(engine, &place)?;
            start(home, &*service::of(engine)?, &place)
        }
    }
}

fn down_in(home: &Home, engine: Engine) -> Result<bool, Problem> {
    let place = home.shared(engine)?;
    let _lock = home.lock(engine.name())?;
    let Some(server) = Server::noted(engine, &place) else { return kill_forgotten(engine, &place) };
    ending::thaw(server.pid)?;
    ending::stop(server.pid, engine.stop_signal()).map(|()| true)
}

fn status_in(home: &Home, engine: Engine) -> Result<Status, Problem> {
    let place = home.shared(engine)?;
    Ok(match Server::noted(engine, &place) {
        Some(server) if server.answers() => Status::Running(server),
        Some(server) => Status::Silent(server),
        None => crate::find(engine).map(|_| Status::Stopped)?,
    })
}

/// Somebody started it who has not lived to see it serve.
fn wait_for(server: Server) -> Result<Server, Problem> {
    let silent = || {
        let (engine, pid) = (server.engine, server.pid);
        let remedy = format!("stop it with `cargo xtask services down {}`", engine.name());
        Problem::new(format!("{engine} runs as process {pid}, but does not answer; {remedy}"))
            .with_log(&server.log)
    };
    wait::until(START, || server.answers().then_some(())).ok_or_else(silent)?;
    Ok(server)
}

/// Kills a server whose notes were removed while it ran, as `cargo clean` does; says whether there was one.
fn kill_forgotten(engine: Engine, place: &Place) -> Result<bool, Problem> {
    let forgotten = process::running(engine.program(), &place.data());
    forgotten.iter().try_for_each(|pid| ending::kill(*pid))?;
    Ok(!forgotten.is_empty())
}

fn start(home: &Home, service: &dyn Service, place: &Place) -> Result<Server, Problem> {
    match attempt(home, service, place) {
        Ok(server) => Ok(server),
        // Nothing waited for the disk: when the machine was switched off, the data, and the template too, may be spoilt.
        Err(_) if place.noted("served").is_some() => {
            let _ = fs::remove_file(place.folder().join("served"));
            template::discard(home, service)?;
            place::remove(&place.data())?;
            attempt(home, service, place)
        }
        Err(problem) => Err(problem),
    }
}

fn attempt(home: &Home, service: &dyn Service, place: &Place) -> Result<Server, Problem> {
    template::fill(home, service, place)?;
    tls::install(home, place, service.account())?;
    // One start's log is enough: a suite that provokes errors writes megabytes.
    let _ = fs::remove_file(place.log());
    let wanted = place.noted("port").and_then(|port| port.parse().ok());
    let launch = Launch { service, place, options: &Options::new() };
    // Noted before it serves: who comes next finds it, even if this process is killed meanwhile.
    let mut note = |pid: u32, port: u16| {
        place.note("version", service.version())?;
        place.note("port", port)?;
        place.note("pid", pid)
    };
    let (pid, port) = launch.on_a_free_port(wanted, &mut note)?;
    place.note("served", "")?;
    Ok(Server::started(service, place, port, pid))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::{find, system};
    use std::{path::Path, thread};

    /// A home of the test's own, which the servers' accounts can get to.
    fn home(folder: &Path) -> Home {
        system::set_mode(folder, 0o755).unwrap();
        Home::at(folder).unwrap()
    }

    /// A test that fails leaves no server behind.
    struct Stopped<'a>(&'a Home, Engine);

    impl Drop for Stopped<'_> {
        fn drop(&mut self) {
            let _ = down_in(self.0, self.1);
        }
    }

    fn is_missing(engine: Engine) -> bool {
        let Err(problem) = find(engine) else { return false };
        let required = std::env::var("SEGUE_REQUIRE").unwrap_or_default();
        assert!(!required.split(',').any(|name| name.trim() == engine.scheme()), "{problem}");
        println!("skipped: {problem}");
        true
    }

    fn everything(engine: Engine) {
        if is_missing(engine) {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let home = home(folder.path());
        let _stopped = Stopped(&home, engine);
        assert!(matches!(status_in(&home, engine).unwrap(), Status::Stopped));
        assert!(!down_in(&home, engine).unwrap());
        let both = thread::scope(|scope| {
            let calls = [(); 2].map(|()| scope.spawn(|| up_in(&home, engine).unwrap()));
            calls.map(|call| call.join().unwrap())
        });
        assert_eq!(both[0], both[1]);
        let found = status_in(&home, engine).unwrap().running().unwrap();
        assert_eq!(found, both[0]);

        assert!(down_in(&home, engine).unwrap());
        assert!(!found.answers() && !process::is_alive(found.pid));
        let again = up_in(&home, engine).unwrap();
        assert_eq!((&again.url, again.answers()), (&found.url, true));

        // As `cargo clean` does.
        fs::remove_file(home.folder(engine.name()).join("pid")).unwrap();
        let anew = up_in(&home, engine).unwrap();
        assert_eq!((&anew.url, process::is_alive(again.pid)), (&found.url, false));

        // As a power cut may.
        assert!(down_in(&home, engine).unwrap());
        spoil(&again.data);
        assert!(up_in(&home, engine).unwrap().answers());
        assert!(down_in(&home, engine).unwrap());
    }

    fn spoil(data: &Path) {
        for name in ["global/pg_control", "ibdata1"] {
            let path = data.join(name);
            if path.exists() {
                fs::write(path, "spoilt").unwrap();
            }
        }
    }

    /// One server for two who call at once; the same URL after a stop; no second one where the first was forgotten; a new data
    /// directory for one that is spoilt.
    #[test]
    fn a_shared_postgres_is_one_and_keeps_its_port() {
        everything(Engine::Postgres);
    }

    /// As PostgreSQL's.
    #[test]
    fn a_shared_mariadb_is_one_and_keeps_its_port() {
        everything(Engine::MariaDb);
    }
}
