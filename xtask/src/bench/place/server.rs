//! Databases on a server.

use super::{Choice, data};
use kit::{Engine, Failure};
use segue::prelude::*;
use std::time::Duration;

/// A server, and the databases that were made on it, which go when this does.
pub(in crate::bench) struct Administered {
    url: String,
    engine: Engine,
    made: Vec<String>,
    // Last: it serves until the databases are dropped.
    _own: Option<services::Owned>,
}

impl Administered {
    /// The one that the user named, or one of the benchmark's own.
    ///
    /// # Errors
    /// Where none can be started, and the database's.
    pub(super) fn of(choice: &Choice) -> Result<Self, Failure> {
        let own = match &choice.url {
            Some(_) => None,
            None => Some(start(choice.engine)?),
        };
        let url = choice.url.clone().or_else(|| own.as_ref().map(|own| own.url.clone())).unwrap_or_default();
        Ok(Administered { url, engine: choice.engine, made: Vec::new(), _own: own })
    }

    /// Where it is.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// One more database with the same rows.
    ///
    /// # Errors
    /// The server's.
    pub(super) fn copy(&mut self) -> Result<String, Failure> {
        let name = format!("segue_bench_{}_{}", std::process::id(), self.made.len());
        let template = match (self.engine, self.made.first()) {
            (Engine::Postgres, Some(first)) => format!(" TEMPLATE {first}"),
            _ => String::new(),
        };
        administer(&self.url, &format!("CREATE DATABASE {name}{template}"))?;
        self.made.push(name.clone());
        let (address, query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let address = address.rsplit_once('/').map_or(address, |(address, _)| address);
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        let url = format!("{address}/{name}{query}");
        if template.is_empty() {
            data::fill(&url)?;
        }
        Ok(url)
    }
}

impl Drop for Administered {
    fn drop(&mut self) {
        for name in &self.made {
            if let Err(error) = administer(&self.url, &format!("DROP DATABASE IF EXISTS {name}")) {
                eprintln!("`{name}` stays on the server: {error}");
            }
        }
    }
}

fn start(engine: Engine) -> Result<services::Owned, Failure> {
    let options = services::Options::new();
    Ok(match engine {
        // For the value of 16 MiB; the default is as much, its own head included.
        Engine::Mysql => {
            services::throwaway(services::Engine::MariaDb, &options.argument("--max-allowed-packet=64M"))?
        }
        _ => services::throwaway(services::Engine::Postgres, &options)?,
    })
}

/// One statement, on the database that the user named.
fn administer(server: &str, sql: &str) -> Result<(), Failure> {
    let builder = Database::builder(server).unconfigured().phase(Phase::Sync).max_connections(1);
    let db = builder.connect().wait()?;
    raw(sql).execute(&db).wait()?;
    db.close(Duration::from_secs(10)).wait()?;
    Ok(())
}
