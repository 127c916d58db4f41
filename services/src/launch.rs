//! Starting a server, and waiting until it serves.

use crate::{
    Options, ending,
    place::Place,
    port,
    problem::{Attempt, Problem},
    service::Service,
    system, wait,
};
use std::{
    fs::OpenOptions,
    process::{Child, ExitStatus},
    thread,
    time::Duration,
};

/// How long a start may take. On an idle machine it takes a second; tests that are built meanwhile slow it down.
pub(crate) const START: Duration = Duration::from_secs(60);

/// How often another port is tried.
const PORTS: usize = 5;

/// What is to be started, and where.
#[derive(Clone, Copy)]
pub(crate) struct Launch<'a> {
    /// The program.
    pub(crate) service: &'a dyn Service,
    /// Its files.
    pub(crate) place: &'a Place,
    /// The caller's settings.
    pub(crate) options: &'a Options,
}

impl Launch<'_> {
    /// Starts on `wanted`, if it is free, else on a free port. `spawned` learns the process and the port at once, before
    /// it is known whether it serves.
    ///
    /// # Errors
    /// Where it does not serve; it does not run then.
    pub(crate) fn on_a_free_port(
        &self,
        wanted: Option<u16>,
        spawned: &mut dyn FnMut(u32, u16) -> Result<(), Problem>,
    ) -> Result<(u32, u16), Problem> {
        let mut port = wanted.filter(|port| port::is_free(*port)).map_or_else(port::free, Ok)?;
        for _ in 1..PORTS {
            match self.on(port, spawned) {
                // Somebody else was faster.
                Err(_) if !port::is_free(port) => port = port::free()?,
                result => return result.map(|pid| (pid, port)),
            }
        }
        self.on(port, spawned).map(|pid| (pid, port))
    }

    /// Starts on `port`, as [`on_a_free_port`](Launch::on_a_free_port).
    ///
    /// # Errors
    /// Where it does not serve; it does not run then.
    pub(crate) fn on(
        &self,
        port: u16,
        spawned: &mut dyn FnMut(u32, u16) -> Result<(), Problem>,
    ) -> Result<u32, Problem> {
        self.place.clear(self.service.account())?;
        let mut command = self.service.command(self.place, port, self.options)?;
        let log = self.place.log();
        let opening = || format!("cannot open {}", log.display());
        let output = OpenOptions::new().create(true).append(true).open(&log).attempt(opening)?;
        command.envs(self.options.environment.iter().map(|(name, value)| (name, value)));
        command.stdout(output.try_clone().attempt(opening)?).stderr(output);
        system::apart(&mut command);
        let starting = || format!("`{}` cannot be started", self.service.name());
        let mut child = command.spawn().attempt(starting)?;
        let result = spawned(child.id(), port).and_then(|()| self.watch(&mut child, port));
        if result.is_err() {
            // Already dead, most often; what failed matters more than how it ends.
            let _ = ending::kill(child.id());
        }
        let pid = child.id();
        reap(child)?;
        result.map(|()| pid).map_err(|problem| problem.with_command(&command).with_log(&log))
    }

    fn watch(&self, child: &mut Child, port: u16) -> Result<(), Problem> {
        let (name, pid) = (self.service.name(), child.id());
        let serves = || self.service.is_ready(self.place, pid) && self.service.engine().answers(port);
        let look = || match child.try_wait() {
            Ok(None) => serves().then_some(Ok(())),
            Ok(Some(status)) => Some(Err(ended(name, status))),
            Err(error) => Some(Err(Problem::new(format!("cannot wait for `{name}`: {error}")))),
        };
        let late = || Problem::new(format!("`{name}` did not answer on port {port} within {START:?}"));
        wait::until(START, look).unwrap_or_else(|| Err(late()))
    }
}

fn ended(name: &str, status: ExitStatus) -> Problem {
    Problem::new(format!("`{name}` ended while it was starting, with {status}"))
}

/// Waits for the child elsewhere, so that it does not stay in the table of processes once it has ended.
fn reap(mut child: Child) -> Result<(), Problem> {
    let waiting = move || drop(child.wait());
    let thread = thread::Builder::new().name("segue-services".to_owned()).spawn(waiting);
    thread.map(drop).attempt(|| "cannot start a thread".to_owned())
}
