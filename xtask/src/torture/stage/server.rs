//! A server of its own, behind a network that breaks.

use super::{Stage, pause};
use crate::{dice::Dice, torture::fault::Fault};
use segue::Engine;
use segue_tests::setup::Neutral;
use services::{Network, Options, Owned, Problem, Proxy, Side, throwaway};
use std::{
    thread,
    time::{Duration, Instant},
};

/// A server of its own, and the proxy before it.
pub(in crate::torture) struct Server {
    engine: Engine,
    // Dropped first: it has connections to the server.
    proxy: Proxy,
    server: Owned,
}

/// What the database is called.
const NAME: &str = "bank";

/// How long a server may take to see that its clients have gone.
const GONE: Duration = Duration::from_secs(20);

impl Server {
    /// Starts both, and makes an empty database.
    ///
    /// # Errors
    /// Where the server is not installed, or does not serve.
    pub(in crate::torture) fn start(engine: Engine) -> Result<Self, String> {
        let server = throwaway(kind(engine), &settings(engine)).map_err(said)?;
        let admin = Neutral::connect(engine, &server.url).map_err(|error| error.to_string())?;
        admin.execute(&format!("CREATE DATABASE {NAME}")).map_err(|error| error.to_string())?;
        let proxy = Proxy::start(([127, 0, 0, 1], server.port).into()).map_err(said)?;
        Ok(Server { engine, proxy, server })
    }

    /// A client that goes to the server directly.
    fn bare(&self) -> Result<Neutral, String> {
        Neutral::connect(self.engine, &self.server.url_of(NAME)).map_err(|error| error.to_string())
    }

    fn kill(&mut self, dice: &mut Dice) -> Result<(), String> {
        self.server.kill().map_err(said)?;
        pause(dice, 0, 500);
        self.server.start().map_err(said)
    }

    /// Some of those that are there, whatever they are at.
    fn kill_sessions(&self, dice: &mut Dice) -> Result<(), String> {
        let (bare, many) = (self.bare()?, 1 + dice.below(4));
        let (sessions, kill) = match self.engine {
            Engine::Postgres => (POSTGRES_SESSIONS, "SELECT pg_terminate_backend"),
            _ => (MYSQL_SESSIONS, "KILL "),
        };
        let rows = bare.rows(sessions).map_err(|error| error.to_string())?;
        for session in rows.iter().flatten().take(many as usize) {
            match bare.execute(&format!("{kill}({session})")) {
                // It has ended by itself meanwhile.
                Err(error) if !error.to_string().contains("Unknown thread") => return Err(error.to_string()),
                _ => {}
            }
        }
        Ok(())
    }

    /// The network is so for a while, and then well again.
    fn network(&self, network: Network, dice: &mut Dice, (least, most): (u64, u64)) {
        self.proxy.set(network);
        pause(dice, least, most);
        self.proxy.set(Network::Pass);
    }
}

const POSTGRES_SESSIONS: &str = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() \
     AND pid <> pg_backend_pid() ORDER BY random()";
const MYSQL_SESSIONS: &str = "SELECT id FROM information_schema.processlist WHERE db = database() \
     AND id <> connection_id() ORDER BY rand()";

impl Stage for Server {
    fn url(&self) -> String {
        let (direct, port) = (self.server.url_of(NAME), self.proxy.address().port());
        direct.replace(&format!(":{}/", self.server.port), &format!(":{port}/"))
    }

    fn faults(&self) -> Vec<Fault> {
        use Fault::{BlackHole, Cut, Late, Refused, Reset, ServerKilled, SessionsKilled, Slow};
        vec![
            ServerKilled,
            SessionsKilled,
            SessionsKilled,
            BlackHole,
            Reset,
            Reset,
            Late,
            Slow,
            Cut,
            Cut,
            Refused,
        ]
    }

    fn inflict(&mut self, fault: Fault, dice: &mut Dice) -> Result<(), String> {
        match fault {
            Fault::ServerKilled => return self.kill(dice),
            Fault::SessionsKilled => return self.kill_sessions(dice),
            Fault::BlackHole => {
                self.network(Network::BlackHole, dice, (200, 1_500));
                // What was sent meanwhile passes, or never does.
                return if dice.below(2) == 0 { Ok(()) } else { self.proxy.reset().map_err(said) };
            }
            Fault::Late => self.network(late(30), dice, (200, 1_000)),
            Fault::Slow => self.network(Network::Slow { bytes_per_second: 20_000 }, dice, (200, 1_000)),
            Fault::Cut => {
                let from = if dice.below(2) == 0 { Side::Client } else { Side::Server };
                self.network(Network::Cut { from, after: dice.below(3_000) }, dice, (100, 600));
            }
            Fault::Refused => {
                self.proxy.refuse().map_err(said)?;
                let cut = self.proxy.cut();
                pause(dice, 50, 800);
                self.proxy.accept().and(cut).map_err(said)?;
            }
            _ => {
                // While answers are on their way: what they told of has happened.
                self.proxy.set(late(40));
                pause(dice, 50, 300);
                let reset = self.proxy.reset();
                self.proxy.set(Network::Pass);
                reset.map_err(said)?;
            }
        }
        Ok(())
    }

    fn alone(&self) -> Result<Neutral, String> {
        let (bare, deadline) = (self.bare()?, Instant::now() + GONE);
        let sessions = if self.engine == Engine::Postgres { POSTGRES_SESSIONS } else { MYSQL_SESSIONS };
        loop {
            let there = bare.rows(sessions).map_err(|error| error.to_string())?;
            if there.is_empty() {
                return Ok(bare);
            }
            if Instant::now() > deadline {
                return Err(format!("{} sessions are left on the server: {there:?}", there.len()));
            }
            thread::park_timeout(Duration::from_millis(10));
        }
    }
}

fn late(milliseconds: u64) -> Network {
    Network::Delay { least: Duration::ZERO, most: Duration::from_millis(milliseconds) }
}

fn kind(engine: Engine) -> services::Engine {
    if engine == Engine::Postgres { services::Engine::Postgres } else { services::Engine::MariaDb }
}

/// What is acknowledged survives the server's process. Deadlocks are found soon: at the default of a second, the clients
/// would do little else than wait for that.
fn settings(engine: Engine) -> Options {
    match engine {
        Engine::Postgres => Options::new().arguments([
            "-c",
            "synchronous_commit=on",
            "-c",
            "deadlock_timeout=50ms",
            "-c",
            "max_connections=200",
        ]),
        _ => Options::new().arguments(["--innodb-flush-log-at-trx-commit=2", "--max-connections=200"]),
    }
}

fn said(problem: Problem) -> String {
    problem.to_string()
}
