//! The servers of the suite: those that the environment names, those of `cargo xtask services up`, or, where neither is
//! there, some of this process's own.

use super::{Neutral, emptied::Kept};
use crate::models;
use orm_api::{backend::Location, compile};
use segue::{Engine, Result};
use services::{Options, Owned};
use std::{
    env,
    path::PathBuf,
    process,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// A server on which databases are made and dropped.
pub(crate) struct Server {
    engine: Engine,
    /// The URL of a database that is there.
    url: String,
    /// Lives as long as this process, where it is its own.
    owned: Option<Owned>,
    admin: Mutex<Neutral>,
    /// Whether the template has been made.
    template: OnceLock<Result<()>>,
    /// Databases that nobody uses at the moment.
    free: Mutex<Vec<Kept>>,
}

/// The servers' engines.
pub const SERVERS: [Engine; 2] = [Engine::Postgres, Engine::MySql];

/// The server for `engine`, started if need be.
///
/// # Errors
/// A sentence on why there is none, and what would help.
pub(crate) fn server(engine: Engine) -> Result<&'static Server, String> {
    static POSTGRES: OnceLock<Result<Server, String>> = OnceLock::new();
    static MYSQL: OnceLock<Result<Server, String>> = OnceLock::new();
    let slot = if engine == Engine::Postgres { &POSTGRES } else { &MYSQL };
    slot.get_or_init(|| Server::find(engine)).as_ref().map_err(Clone::clone)
}

fn is_compiled_in(engine: Engine) -> bool {
    match engine {
        Engine::Sqlite => true,
        Engine::Postgres => cfg!(feature = "postgres"),
        Engine::MySql => cfg!(feature = "mysql"),
    }
}

/// Whether `SEGUE_REQUIRE`, a list with commas, names `engine`.
pub fn is_required(engine: Engine) -> bool {
    let required = env::var("SEGUE_REQUIRE").unwrap_or_default();
    required.split(',').any(|name| name.trim() == engine.name())
}

/// Drops what the servers still hold of this process. The last thing that a test program does.
pub fn finish() {
    for engine in SERVERS {
        if is_started(engine)
            && let Ok(server) = server(engine)
        {
            let kept = std::mem::take(&mut *server.free());
            for name in kept.into_iter().map(|kept| kept.name).chain([server.template_name()]) {
                drop(server.drop_database(&name));
            }
        }
    }
}

static STARTED: [AtomicU64; 2] = [AtomicU64::new(0), AtomicU64::new(0)];

fn is_started(engine: Engine) -> bool {
    STARTED[usize::from(engine == Engine::MySql)].load(Ordering::Relaxed) > 0
}

impl Server {
    fn find(engine: Engine) -> Result<Self, String> {
        if !is_compiled_in(engine) {
            let library = if engine == Engine::Postgres { "libpq" } else { "libmariadb" };
            return Err(format!(
                "built without the feature `{engine}`; install {library} with its headers (Debian: {library}-dev) and run \
                 `cargo xtask test`"
            ));
        }
        let (variable, kind) = match engine {
            Engine::Postgres => ("SEGUE_TEST_POSTGRES_URL", services::Engine::Postgres),
            _ => ("SEGUE_TEST_MYSQL_URL", services::Engine::MariaDb),
        };
        let (url, owned): (String, _) =
            match (env::var(variable), services::status(kind).running().map(|server| server.url.clone())) {
                (Ok(url), _) | (Err(_), Some(url)) => (url, None),
                (Err(_), None) => {
                    let owned = services::throwaway(kind, &Options::new()).map_err(|problem| {
                        format!(
                            "{problem}; or name a server in `{variable}`, or run `cargo xtask services up`"
                        )
                    })?;
                    (owned.url.clone(), Some(owned))
                }
            };
        let admin = Neutral::connect(engine, &url).map_err(|error| format!("{url}: {error}"))?;
        let server = Server {
            engine,
            url,
            owned,
            admin: Mutex::new(admin),
            template: OnceLock::new(),
            free: Mutex::default(),
        };
        server.sweep().map_err(|error| error.to_string())?;
        STARTED[usize::from(engine == Engine::MySql)].store(1, Ordering::Relaxed);
        Ok(server)
    }

    /// A database with all tables and no row: one that nobody uses any more, or a new one.
    pub(crate) fn lend(&self) -> Result<Kept> {
        if let Some(kept) = self.free().pop() {
            return Ok(kept);
        }
        let name = self.make_database()?;
        let neutral = Neutral::connect(self.engine, &self.url_of(&name))?;
        Kept::new(name, self.engine, neutral)
    }

    /// A database without any table, to be used once.
    pub(crate) fn lend_bare(&self) -> Result<Kept> {
        let name = next_name();
        self.make_bare(&name)?;
        let neutral = Neutral::connect(self.engine, &self.url_of(&name))?;
        Ok(Kept::once(name, self.engine, neutral))
    }

    /// Takes a database back; one that cannot be emptied is dropped.
    pub(crate) fn take_back(&self, kept: Kept) -> Result<()> {
        match kept.empty() {
            Ok(true) => {
                self.free().push(kept);
                Ok(())
            }
            _ => {
                let name = kept.name.clone();
                drop(kept);
                self.drop_database(&name)
            }
        }
    }

    fn free(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make_database(&self) -> Result<String> {
        let name = next_name();
        match self.engine {
            Engine::Postgres => {
                let made = self.template.get_or_init(|| self.make_template());
                made.clone()?;
                self.administer(&format!("CREATE DATABASE {name} TEMPLATE {}", self.template_name()))?;
            }
            _ => {
                self.make_bare(&name)?;
                self.make_tables(&name)?;
            }
        }
        Ok(name)
    }

    /// A database without any table.
    fn make_bare(&self, name: &str) -> Result<()> {
        let with = match self.engine {
            Engine::Postgres => "TEMPLATE template0 ENCODING 'UTF8'",
            _ => "CHARACTER SET utf8mb4",
        };
        self.administer(&format!("CREATE DATABASE {name} {with}"))
    }

    /// Drops a database, whoever is still connected to it.
    fn drop_database(&self, name: &str) -> Result<()> {
        let force = if self.engine == Engine::Postgres { " WITH (FORCE)" } else { "" };
        self.administer(&format!("DROP DATABASE IF EXISTS {name}{force}"))
    }

    /// The URL of the database with that name.
    pub(crate) fn url_of(&self, name: &str) -> String {
        let (server, query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let server = server.rsplit_once('/').map_or(server, |(server, _)| server);
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        format!("{server}/{name}{query}")
    }

    /// Starts a PgBouncer in front of it, in transaction mode.
    ///
    /// # Errors
    /// Where it is not installed, or the server was named by the environment: its configuration is not known then.
    pub(super) fn bouncer(&self) -> Result<Owned, String> {
        let server = self.service().ok_or("PgBouncer needs a server of `cargo xtask services`")?;
        let options = Options::new().argument("default_pool_size = 4");
        services::pgbouncer(&server, &options).map_err(|problem| problem.to_string())
    }

    /// The certificate of the authority that signed its own.
    pub(super) fn authority(&self) -> Option<PathBuf> {
        self.service()?.ca
    }

    /// What is known of a server that was started here.
    fn service(&self) -> Option<services::Server> {
        let own = self.owned.as_ref().map(|owned| (**owned).clone());
        let kind = match self.engine {
            Engine::Postgres => services::Engine::Postgres,
            _ => services::Engine::MariaDb,
        };
        own.or_else(|| services::status(kind).running().filter(|server| server.url == self.url))
    }

    /// Where the database with that name is.
    pub(crate) fn location_of(&self, name: &str) -> Result<Location> {
        Location::parse(&self.url_of(name))
    }

    fn administer(&self, sql: &str) -> Result<()> {
        self.admin.lock().unwrap_or_else(PoisonError::into_inner).execute(sql)
    }

    fn template_name(&self) -> String {
        format!("{PREFIX}{}_template", process::id())
    }

    fn make_template(&self) -> Result<()> {
        let name = self.template_name();
        self.make_bare(&name)?;
        self.make_tables(&name)
    }

    fn make_tables(&self, name: &str) -> Result<()> {
        let statements = match self.engine {
            Engine::Postgres => compile::create_tables(&models::all(), &compile::Postgres)?,
            _ => compile::create_tables(&models::all(), &compile::MariaDb)?,
        };
        let all: Vec<&str> = statements.iter().map(|statement| &*statement.text).collect();
        Neutral::connect(self.engine, &self.url_of(name))?.execute(&all.join(";"))
    }

    /// Drops what processes that were killed have left.
    fn sweep(&self) -> Result<()> {
        let sql = match self.engine {
            Engine::Postgres => "SELECT datname FROM pg_database",
            _ => "SHOW DATABASES",
        };
        let names = self.admin.lock().unwrap_or_else(PoisonError::into_inner).rows(sql)?;
        for name in names.concat() {
            let process =
                name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next()?.parse::<u32>().ok());
            if process.is_some_and(|process| process != process::id() && !is_alive(process)) {
                self.drop_database(&name)?;
            }
        }
        Ok(())
    }
}

const PREFIX: &str = "segue_test_";

/// A name that no database has.
fn next_name() -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    format!("{PREFIX}{}_{}", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// Where nobody can tell, it counts as alive.
fn is_alive(process: u32) -> bool {
    let all = std::path::Path::new("/proc/self");
    !all.exists() || all.with_file_name(process.to_string()).exists()
}

/// Why `engine` cannot be had, if it cannot.
pub(super) fn lacking(engine: Engine) -> Option<String> {
    server(engine).err()
}
