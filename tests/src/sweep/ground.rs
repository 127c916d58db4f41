//! A database under test: Segue with one connection to it, through a proxy where it is on a server.

use super::Outside;
use crate::{Options, Place, Setup, setup::failed};
use futures_timer::Delay;
use orm_api::backend::Location;
use segue::{Database, Engine, Result, raw};
use services::{Network, Proxy};
use std::{
    net::ToSocketAddrs,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

/// A database under test, with some rows in it.
pub struct Ground {
    database: Mutex<Database>,
    setup: Arc<dyn Setup>,
    options: Options,
    /// What the database itself says.
    pub outside: Outside,
    proxy: Option<Proxy>,
    asked: AtomicI64,
    _place: Place,
}

/// Clean-up takes place elsewhere, and ends within this time.
const CLEAN: Duration = Duration::from_secs(10);

/// How often a pool, which has no event to wait for, is looked at.
const PAUSE: Duration = Duration::from_micros(200);

/// Each reply of a server comes later by a random time, so that every state is met.
pub(super) const DELAYED: Network = Network::Delay { least: Duration::ZERO, most: Duration::from_millis(2) };

/// A reply comes in many parts: two hundred bytes each millisecond.
pub(super) const SLOW: Network = Network::Slow { bytes_per_second: 200_000 };

/// Three artists, four albums of the first one's, two tags, and more employees than one chunk of a stream holds.
fn rows(engine: Engine) -> String {
    let price = if engine == Engine::Sqlite { 100 } else { 1 };
    let employees: Vec<String> = (1..=EMPLOYEES).map(|number| format!("('name {number}')")).collect();
    format!(
        "INSERT INTO artist (name) VALUES ('a'), ('b'), ('c'); \
         INSERT INTO album (title, price, stock, artist_id) VALUES ('one', {price}, 0, 1), ('two', {price}, 0, 1), \
         ('three', {price}, 0, 1), ('four', {price}, 0, 1); \
         INSERT INTO tag (code, label) VALUES ('kept', '0'), ('found', '0'); \
         INSERT INTO employee (name) VALUES {}",
        employees.join(", ")
    )
}

/// How many employees there are.
pub(super) const EMPLOYEES: i64 = 700;

/// The first place of its own, the settings to reach it through the proxy.
fn proxied(options: &mut Options) -> Result<Option<Proxy>> {
    let Location::Server(server) = &mut options.settings.location else { return Ok(None) };
    let mut addresses = (server.host.as_str(), server.port).to_socket_addrs().map_err(failed)?;
    let upstream = addresses.find(|address| address.is_ipv4()).ok_or_else(|| failed("no address"))?;
    let proxy = Proxy::start(upstream).map_err(failed)?;
    (server.host, server.port, server.socket) = ("127.0.0.1".to_owned(), proxy.address().port(), None);
    proxy.set(DELAYED);
    Ok(Some(proxy))
}

impl Ground {
    /// A fresh one of `setup`'s.
    ///
    /// # Errors
    /// Where it cannot be made or opened.
    pub async fn fresh(setup: Arc<dyn Setup>) -> Result<Arc<Self>> {
        let place = setup.fresh()?;
        let outside = Outside::of(&place)?;
        outside.execute(&rows(setup.engine()))?;
        let mut options = Options::new(place.settings());
        options.settings.pool.max_connections = 1;
        let proxy = proxied(&mut options)?;
        let database = Mutex::new(setup.open(options.clone()).await?);
        let asked = AtomicI64::new(0);
        Ok(Arc::new(Ground { database, setup, options, outside, proxy, asked, _place: place }))
    }

    /// The handle.
    pub fn db(&self) -> Database {
        self.database.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Opens the same database once more.
    pub fn open(&self) -> segue::Op<Database> {
        self.setup.open(self.options.clone())
    }

    /// Goes on with another handle.
    pub fn replace(&self, database: Database) {
        *self.database.lock().unwrap_or_else(PoisonError::into_inner) = database;
    }

    /// The backend under test.
    pub fn setup(&self) -> &dyn Setup {
        &*self.setup
    }

    /// Another network, where there is one.
    pub fn network(&self, network: Network) {
        if let Some(proxy) = &self.proxy {
            proxy.set(network);
        }
    }

    /// Whether there is a network.
    pub fn has_network(&self) -> bool {
        self.proxy.is_some()
    }

    /// Waits for clean-up, and sees that nothing is left: the pool is whole, nothing is held in the database, the only
    /// connection answers its own question, and there is no other one.
    ///
    /// # Errors
    /// What is left, in words.
    pub async fn settle(&self) -> Result<()> {
        self.whole_pool().await?;
        self.outside.expect_nothing_held(CLEAN).await?;
        self.asks().await?;
        self.whole_pool().await?;
        self.outside.expect_sessions(1, CLEAN).await
    }

    async fn whole_pool(&self) -> Result<()> {
        let deadline = Instant::now() + CLEAN;
        loop {
            let status = self.db().pool()?;
            if status.in_use == 0 && status.waiting == 0 {
                return if status.open <= 1 { Ok(()) } else { Err(failed(format!("{status:?}"))) };
            }
            if Instant::now() > deadline {
                return Err(failed(format!("the pool stays at {status:?}, {CLEAN:?} later")));
            }
            Delay::new(PAUSE).await;
        }
    }

    /// A number that was never asked for before comes back, outside of any transaction.
    async fn asks(&self) -> Result<()> {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        // MariaDB tells a bare parameter's type only once it is known.
        let question = match self.setup.engine() {
            Engine::MySql => "SELECT CAST(? AS SIGNED), CAST(@@in_transaction AS SIGNED)",
            _ => "SELECT ?, 0",
        };
        let question = raw(question).bind(number).read_only();
        let (answer, inside): (i64, i64) = question.get(&self.db()).await?;
        if inside != 0 {
            return Err(failed("the only connection is inside a transaction"));
        }
        if answer != number {
            return Err(failed(format!("the question {number} was answered by {answer}")));
        }
        Ok(())
    }
}
