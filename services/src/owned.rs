//! Servers of the caller's own.

use crate::{
    Engine, Options, Server, ending,
    home::Home,
    keeper::Keeper,
    launch::Launch,
    place::Place,
    problem::{Attempt, Problem},
    server,
    service::{self, PgBouncer, Service},
    template, tls,
};
use std::{
    fmt,
    fs::{self, File},
    ops::Deref,
};

/// Starts a server of the caller's own. It is gone, with its data, when the value is dropped or the process has ended, in
/// whatever way.
///
/// The first one of a version takes some seconds, for its data directory is made; the others copy it, and take about one.
///
/// # Errors
/// Where it is not installed, or does not serve.
pub fn throwaway(engine: Engine, options: &Options) -> Result<Owned, Problem> {
    let home = Home::of(service::account_of(engine)?.as_ref())?;
    Owned::within(&home, service::of(engine)?, options)
}

/// Starts a PgBouncer of the caller's own in front of a PostgreSQL: transactions are pooled, and no prepared statements are
/// kept track of, as it was before 1.21 and still is in many places. User and password are the server's.
///
/// # Errors
/// Where it is not installed, or does not serve; where the server is no PostgreSQL.
pub fn pgbouncer(in_front_of: &Server, options: &Options) -> Result<Owned, Problem> {
    if in_front_of.engine != Engine::Postgres {
        return Err(Problem::new(format!("PgBouncer speaks to PostgreSQL, not to {}", in_front_of.engine)));
    }
    let service = PgBouncer::installed(in_front_of.port)?;
    Owned::within(&Home::of(service.account())?, Box::new(service), options)
}

/// A server of the caller's own. Its URL, its port and its data stay the same, however often it is stopped and started.
///
/// Dropping it ends it at once, and waits until it is gone.
pub struct Owned {
    // Dropped in this order: the process that clears up, and then the claim to the place.
    keeper: Keeper,
    service: Box<dyn Service>,
    options: Options,
    place: Place,
    server: Server,
    frozen: bool,
    _claim: File,
}

impl Owned {
    /// Makes one in `home`.
    ///
    /// # Errors
    /// Where it does not serve.
    pub(crate) fn within(
        home: &Home,
        service: Box<dyn Service>,
        options: &Options,
    ) -> Result<Owned, Problem> {
        let (place, claim) = claim(home, service.name())?;
        // Before the first file: from here on everything is removed, whatever happens.
        let mut keeper = Keeper::of(&place, service.abort_signal(), &claim)?;
        if service.is_database() {
            template::fill(home, &*service, &place)?;
            tls::install(home, &place, service.account())?;
        }
        let launch = Launch { service: &*service, place: &place, options };
        let (pid, port) = launch.on_a_free_port(None, &mut |pid, _| keeper.tell(Some(pid)))?;
        place.note("pid", pid)?;
        let server = Server::started(&*service, &place, port, pid);
        let options = options.clone();
        Ok(Owned { keeper, service, options, place, server, frozen: false, _claim: claim })
    }

    /// Kills it, with its children: what it had not written is lost, and its clients' connections break.
    ///
    /// # Errors
    /// Where it lives on.
    pub fn kill(&mut self) -> Result<(), Problem> {
        if self.is_running() {
            ending::kill(self.pid)?;
        }
        self.frozen = false;
        self.keeper.tell(None)
    }

    /// Stops it, with its children, where they are (SIGSTOP): connections stay open, and nothing is answered any more.
    ///
    /// # Errors
    /// Where no signal can be sent.
    pub fn freeze(&mut self) -> Result<(), Problem> {
        self.frozen = self.is_running();
        if self.frozen { ending::freeze(self.pid).map(drop) } else { Ok(()) }
    }

    /// Lets it go on after [`freeze`](Owned::freeze) (SIGCONT).
    ///
    /// # Errors
    /// Where no signal can be sent.
    pub fn thaw(&mut self) -> Result<(), Problem> {
        self.frozen = false;
        if self.is_running() { ending::thaw(self.pid) } else { Ok(()) }
    }

    /// Stops it in an orderly way: clients are disconnected, and what they committed is kept.
    ///
    /// # Errors
    /// Where it has to be killed in the end.
    pub fn stop(&mut self) -> Result<(), Problem> {
        self.thaw()?;
        if self.is_running() {
            ending::stop(self.pid, self.engine.stop_signal())?;
        }
        self.keeper.tell(None)
    }

    /// Starts it again, on the same port and with the same data. A server that runs is left as it is.
    ///
    /// # Errors
    /// Where it does not serve, such as when the port was taken meanwhile.
    pub fn start(&mut self) -> Result<(), Problem> {
        if self.is_running() {
            return Ok(());
        }
        let launch = Launch { service: &*self.service, place: &self.place, options: &self.options };
        self.server.pid = launch.on(self.server.port, &mut |pid, _| self.keeper.tell(Some(pid)))?;
        self.place.note("pid", self.server.pid)
    }

    /// Whether its process lives; a frozen one does.
    pub fn is_running(&self) -> bool {
        server::is_at(&self.place, self.pid)
    }
}

impl Deref for Owned {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

impl fmt::Debug for Owned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Owned").field("server", &self.server).finish_non_exhaustive()
    }
}

impl Drop for Owned {
    /// The keeper does the rest.
    fn drop(&mut self) {
        // It wakes the server, but does not know the children.
        if self.frozen {
            let _ = self.thaw();
        }
    }
}

/// Makes a place, and claims it for as long as this process or the keeper lives. What dead processes have left is removed.
fn claim(home: &Home, name: &str) -> Result<(Place, File), Problem> {
    // A place that was made and not claimed yet must not be taken for one that was left.
    let _lock = home.lock("throwaway")?;
    sweep(home)?;
    let place = home.own(name)?;
    let claiming = || format!("cannot claim {}", place.folder().display());
    let file = File::create(place.folder().join("claim")).attempt(claiming)?;
    file.lock().attempt(claiming)?;
    Ok((place, file))
}

/// A keeper that was killed as well, as all are when the machine is switched off, leaves its place behind.
fn sweep(home: &Home) -> Result<(), Problem> {
    for entry in fs::read_dir(home.owned()).into_iter().flatten().flatten() {
        let place = Place::at(entry.path());
        let abandoned = File::open(entry.path().join("claim")).is_ok_and(|file| file.try_lock().is_ok());
        if abandoned {
            if let Some(pid) = place.noted("pid").and_then(|pid| pid.parse().ok())
                && server::is_at(&place, pid)
            {
                ending::kill(pid)?;
            }
            place.remove()?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::wait;
    use std::time::Duration;

    /// What nobody claims any more is removed; what somebody does, the keeper at the least, stays.
    #[test]
    fn abandoned_places_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path()).unwrap();
        let (left, claim_of_left) = claim(&home, "left").unwrap();
        let (kept, claim_of_kept) = claim(&home, "kept").unwrap();
        let keeper = Keeper::of(&kept, "KILL", &claim_of_kept).unwrap();
        drop((claim_of_left, claim_of_kept));
        // More than once: a child that another test is just starting has the claim open for a moment.
        let removed = || {
            claim(&home, "next").unwrap();
            (!left.folder().exists()).then_some(())
        };
        assert_eq!(wait::until(Duration::from_secs(10), removed), Some(()));
        assert!(kept.folder().exists());
        drop(keeper);
        assert!(!kept.folder().exists());
    }
}
